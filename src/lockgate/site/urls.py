"""The addresses there are: the gateway's, which answer signed documents, and the console's, which are pages."""

from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from lockgate.api.service import api, document
from lockgate.api.views import gateway, not_found, published_log
from lockgate.web.agency import agency
from lockgate.web.agency_check import check
from lockgate.web.agency_draft import begin, part_page, task_list
from lockgate.web.agency_file import columns_page, file_page, rows_page, rows_table
from lockgate.web.agency_file import records as draft_records
from lockgate.web.agency_own import confirm as agency_confirm
from lockgate.web.agency_own import package, returned, told
from lockgate.web.agency_request import agency_request
from lockgate.web.agency_send import letter, send_page
from lockgate.web.agency_version import changes, copied, copied_table, follow, mend
from lockgate.web.arrived import arrived, arrived_one
from lockgate.web.cases import case_page
from lockgate.web.credentials import credentials
from lockgate.web.dispose import dispose
from lockgate.web.doors import back, leave, to_account, with_card
from lockgate.web.examples import examples
from lockgate.web.findings import findings
from lockgate.web.jobs import examine, job, jobs, locate
from lockgate.web.languages import choose_language
from lockgate.web.letters import agency_letter, case_letter
from lockgate.web.look import assign, look_at_weak
from lockgate.web.orders import order_lift, order_new, orders
from lockgate.web.oversight import safeguards
from lockgate.web.pack_entry import pack_confirm, pack_end, pack_entry, pack_new
from lockgate.web.packs import pack, packs, packs_compared
from lockgate.web.pictures import pictures
from lockgate.web.played import let_time_pass
from lockgate.web.policy_reports import policy_report
from lockgate.web.records import record, records, records_table
from lockgate.web.registers import confirm, entry, register, registers
from lockgate.web.release import authorize, release
from lockgate.web.review import review
from lockgate.web.rounds import pauses, round_answers, worklist
from lockgate.web.sessions import again, seen_it, sessions
from lockgate.web.signin import home, signin, signout, stay
from lockgate.web.tables import grounds_table, loads_table, work_table
from lockgate.web.windows import window, windows
from lockgate.web.withdrawals import agency_withdraw, withdraw
from lockgate.web.work import work

# A signed document needs no token of ours: whoever signed it is who asks, and a browser sends none by itself.
_GATEWAY = [
    path("v1/log/<path:path>", published_log),
    path("v1/opening/nonce", csrf_exempt(gateway)),
    path("v1/opening", csrf_exempt(gateway)),
    path("v1/fetch", csrf_exempt(gateway)),
    path("v1/receipt", csrf_exempt(gateway)),
    path("v1/openapi.json", document),
    # Without names: the names of addresses are those of the console's pages.
    *(path(f"v1/{one.pattern}", one.callback) for one in api.urls[0] if isinstance(one, URLPattern)),
    re_path("^v1/(.*)$", csrf_exempt(not_found)),
]
_CONSOLE = [
    path("", home, name="home"),
    path("sign-in", signin, name="sign-in"),
    path("sign-in/leave", leave, name="sign-in-leave"),
    path("sign-in/account", to_account, name="sign-in-account"),
    path("sign-in/back", back, name="sign-in-back"),
    path("sign-in/card", with_card, name="sign-in-card"),
    path("session", stay, name="session"),
    path("sign-out", signout, name="sign-out"),
    path("sessions", sessions, name="sessions"),
    path("sessions/seen", seen_it, name="sessions-seen"),
    path("sessions/again", again, name="sessions-again"),
    path("policy-report", policy_report, name="policy-report"),
    path("language", choose_language, name="language"),
    path("work", work, name="work"),
    path("agency", agency, name="agency"),
    path("agency/requests/<str:case>", agency_request, name="agency-request"),
    path("agency/requests/<str:case>/letters/<str:letter>", agency_letter, name="request-letter"),
    path("agency/requests/<str:case>/confirm", agency_confirm, name="agency-confirm"),
    path("agency/requests/<str:case>/returned", returned, name="agency-returned"),
    path("agency/requests/<str:case>/files/<str:file>", told, name="agency-told"),
    path("agency/requests/<str:case>/packages/<str:package>", package, name="agency-package"),
    path("agency/requests/<str:case>/follow", follow, name="agency-follow"),
    path("agency/requests/<str:case>/withdraw", agency_withdraw, name="agency-withdraw"),
    path("agency/drafts/<str:draft>/changes", changes, name="agency-changes"),
    path("agency/drafts/<str:draft>/copied", copied, name="agency-copied"),
    path("agency/drafts/<str:draft>/copied.csv", copied_table, name="agency-copied-table"),
    path("agency/drafts/<str:draft>/copied/<int:row>", mend, name="agency-mend"),
    path("agency/drafts", begin, name="agency-begin"),
    path("agency/drafts/<str:draft>", task_list, name="agency-draft"),
    path("agency/drafts/<str:draft>/parts/<str:part>", part_page, name="agency-part"),
    path("agency/drafts/<str:draft>/check", check, name="agency-check"),
    path("agency/drafts/<str:draft>/file", file_page, name="agency-file"),
    path("agency/drafts/<str:draft>/columns", columns_page, name="agency-columns"),
    path("agency/drafts/<str:draft>/rows", rows_page, name="agency-rows"),
    path("agency/drafts/<str:draft>/findings.csv", rows_table, name="agency-findings"),
    path("agency/drafts/<str:draft>/records", draft_records, name="agency-records"),
    path("agency/drafts/<str:draft>/send", send_page, name="agency-send"),
    path("agency/drafts/<str:draft>/letter", letter, name="agency-declaration"),
    path("arrived", arrived, name="arrived"),
    path("jobs", jobs, name="jobs"),
    path("jobs/<str:job>", job, name="job"),
    path("cases/<str:case>/examine", examine, name="examine"),
    path("cases/<str:case>/locate", locate, name="locate"),
    path("arrived/<str:draft>", arrived_one, name="arrived-one"),
    path("credentials", credentials, name="credentials"),
    path("rehearsal/examples.csv", examples, name="rehearsal-examples"),
    path("rehearsal/time", let_time_pass, name="rehearsal-time"),
    path("orders", orders, name="orders"),
    path("orders/new", order_new, name="order-new"),
    path("orders/lift", order_lift, name="order-lift"),
    path("packs", packs, name="packs"),
    path("bring-pack", pack_new, name="pack-new"),
    path("packs/<str:name>/end", pack_end, name="pack-end"),
    path("packs/<str:name>/entry", pack_entry, name="pack-entry"),
    path("packs/<str:name>/confirm", pack_confirm, name="pack-confirm"),
    path("packs/<str:name>", pack, name="pack"),
    path("packs/<str:name>/against/<str:other>", packs_compared, name="packs-compared"),
    path("windows", windows, name="windows"),
    path("windows/<str:proposal>", window, name="window"),
    path("safeguards", safeguards, name="safeguards"),
    path("registers", registers, name="registers"),
    path("registers/<str:kind>", register, name="register"),
    path("registers/<str:kind>/entry", entry, name="register-entry"),
    path("registers/<str:kind>/confirm", confirm, name="register-confirm"),
    path("cases/<str:case>", case_page, name="case"),
    path("cases/<str:case>/letters/<str:letter>", case_letter, name="case-letter"),
    path("work.csv", work_table, name="work-table"),
    path("cases/<str:case>/grounds.csv", grounds_table, name="grounds-table"),
    path("cases/<str:case>/loads.csv", loads_table, name="loads-table"),
    path("cases/<str:case>/pictures", pictures, name="pictures"),
    path("cases/<str:case>/withdraw", withdraw, name="withdraw"),
    path("cases/<str:case>/records", records, name="records"),
    path("cases/<str:case>/records.csv", records_table, name="records-table"),
    path("cases/<str:case>/records/<int:row>", record, name="record"),
    path("cases/<str:case>/find", findings, name="find"),
    path("cases/<str:case>/dispose", dispose, name="dispose"),
    path("cases/<str:case>/assign", assign, name="assign"),
    path("cases/<str:case>/look", look_at_weak, name="look"),
    path("cases/<str:case>/worklist", worklist, name="worklist"),
    path("cases/<str:case>/worklist/answers", round_answers, name="round-answers"),
    path("pauses", pauses, name="pauses"),
    path("cases/<str:case>/review", review, name="review"),
    path("cases/<str:case>/authorize", authorize, name="authorize"),
    path("cases/<str:case>/release", release, name="release"),
]
urlpatterns = [*_GATEWAY, *_CONSOLE]
handler404 = "lockgate.web.headers.not_found"
handler500 = "lockgate.web.headers.failed"
