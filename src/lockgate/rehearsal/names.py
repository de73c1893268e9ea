"""Synthetic given and family names, by origin; as people write them, accents included.

The lists were written for this project; they are common names, of nobody in particular. Lists of two origins
share no family name, so two families of different origins in one home never bear the same one.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """Names of one origin.

    Attributes:
        name: the origin, as accuracy is reported by.
        female: given names of women.
        male: given names of men.
        family: family names.
        two_surnames: whether most people bear two.
        share: how many of a thousand households are of this origin.
    """

    name: str
    female: tuple[str, ...]
    male: tuple[str, ...]
    family: tuple[str, ...]
    two_surnames: bool
    share: int


def _of(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SPANISH = Origin(
    "spanish",
    _of(
        "María Ana Rosa Guadalupe Juana Elena Isabel Carmen Lucía Sofía Daniela Gabriela Verónica Patricia "
        "Leticia Silvia Norma Gloria Yolanda Alicia Teresa Marisol Rocío Paola Ximena Valeria Adriana Beatriz "
        "Lorena Mónica Inés Pilar Ofelia Graciela Irma Araceli"
    ),
    _of(
        "José Juan Luis Carlos Jorge Miguel Francisco Antonio Pedro Manuel Roberto Fernando Ricardo Eduardo "
        "Javier Sergio Raúl Arturo Óscar Héctor Andrés Ángel Víctor Mario Alberto Rafael Enrique Salvador Gerardo "
        "Julio César Ramón Tomás Ignacio Wilmer Edwin"
    ),
    _of(
        "García Hernández Martínez López González Pérez Rodríguez Sánchez Ramírez Cruz Flores Gómez Morales "
        "Vázquez Reyes Jiménez Torres Díaz Gutiérrez Ruiz Mendoza Aguilar Ortiz Castillo Romero Álvarez Méndez "
        "Chávez Rivera Juárez Domínguez Herrera Medina Castro Vargas Guzmán Muñoz Salazar Contreras Guerrero "
        "Ortega Delgado Estrada Sandoval Mejía Orellana Zelaya Quispe Mamani Ibáñez"
    ),
    two_surnames=True,
    share=400,
)
PORTUGUESE = Origin(
    "portuguese",
    _of(
        "Fernanda Camila Juliana Larissa Amanda Bruna Letícia Vanessa Raquel Débora Luciana Cristiane Simone "
        "Viviane Márcia Sônia Aline Thaís Priscila Renata Tatiane Natália Jéssica Mariana"
    ),
    _of(
        "João Paulo Rodrigo Thiago Gustavo Felipe Leandro Marcelo Anderson Wellington Cláudio Fábio Vinícius "
        "Guilherme Caio Renato Adriano Everton Sandro Otávio Murilo Danilo Wagner Alexandre"
    ),
    _of(
        "Silva Santos Oliveira Souza Lima Pereira Ferreira Costa Rodrigues Almeida Nascimento Alves Carvalho "
        "Araújo Ribeiro Barbosa Cardoso Teixeira Moreira Correia Mendes Freitas Nunes Machado Azevedo Pinto "
        "Monteiro Tavares"
    ),
    two_surnames=True,
    share=70,
)
HAITIAN = Origin(
    "haitian",
    _of(
        "Marie Rose Nadège Mirlande Fabiola Guerda Islande Wideline Darline Roseline Ketly Yolette Magalie Lovely "
        "Esther Widlyne Mona Carline Farah Judeline"
    ),
    _of(
        "Jean Pierre-Louis Wilner Frantz Evens Jacques Emmanuel Ronald Gesner Wisly Rony Stanley Ernst Claudel "
        "Fritz Jude Patrick Wilson Dieudonné Josué"
    ),
    _of(
        "Jean-Baptiste Pierre Joseph Charles François Saint-Fleur Désir Louissaint Étienne Augustin Célestin "
        "Dorvil Exantus Cadet Toussaint Michel Bien-Aimé Jeudy Altidor Metellus Belizaire Philogène Mompremier "
        "Laguerre"
    ),
    two_surnames=False,
    share=60,
)
ENGLISH = Origin(
    "english",
    _of(
        "Mary Jennifer Linda Susan Karen Nancy Betty Helen Sandra Donna Carol Ruth Sharon Michelle Laura Sarah "
        "Kimberly Deborah Jessica Ashley Emily Melissa Amy Rebecca Kathleen Pamela Heather Diane"
    ),
    _of(
        "James John Robert William David Richard Thomas Charles Christopher Daniel Matthew Mark Donald Steven "
        "Paul Andrew Joshua Kenneth Kevin Brian George Edward Timothy Jason Jeffrey Ryan Gary Nicholas"
    ),
    _of(
        "Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Thomas Moore Jackson Martin "
        "Thompson White Harris Clark Lewis Robinson Walker Young King Wright Scott Hill Green Adams Baker Nelson "
        "Campbell Mitchell Carter Roberts Phillips Evans Turner Parker Collins Edwards Stewart O'Connor O'Brien "
        "McCarthy"
    ),
    two_surnames=False,
    share=140,
)
EAST_ASIAN = Origin(
    "east asian",
    _of(
        "Na An Mei Li Xiu Hui Yan Ling Fang Jing Min Ji-Woo Soo-Jin Hye Eun Yuki Sakura Haruka Thi Lan Huong Ngoc "
        "Phuong Linh"
    ),
    _of(
        "Wei Jun Hao Ming Tao Lei Bo Feng Gang Jian Min-Ho Joon Sung Hyun Takeshi Kenji Hiroshi Minh Duc Tuan "
        "Quang Hung Thanh Van"
    ),
    _of(
        "Ng Wu Yu Wang Zhang Liu Chen Yang Huang Zhao Zhou Xu Sun Ma Zhu Hu Guo He Lin Luo Kim Park Choi Jung "
        "Kang Cho Yoon Tanaka Sato Suzuki Nguyen Tran Pham Hoang Vu Dang Bui Duong"
    ),
    two_surnames=False,
    share=110,
)
EAST_EUROPEAN = Origin(
    "east european",
    _of(
        "Olga Irina Natalia Svetlana Tatiana Oksana Ludmila Ekaterina Galina Halyna Iryna Katarzyna Agnieszka "
        "Małgorzata Magdalena Ewa Zuzana Jana Dragana Milica Ioana Raluca"
    ),
    _of(
        "Ivan Sergei Dmitri Vladimir Aleksandr Mykola Oleksandr Andrii Bohdan Piotr Krzysztof Tomasz Marek Jakub "
        "Miroslav Goran Nikola Stefan Ion Mihai Gheorghe Zoltan"
    ),
    _of(
        "Ivanov Petrov Sidorov Smirnov Kuznetsov Shevchenko Kovalenko Bondarenko Tkachenko Kravchenko Nowak "
        "Kowalski Wiśniewski Wójcik Kamiński Lewandowski Novák Svoboda Dvořák Jovanović Petrović Nikolić Popescu "
        "Ionescu Munteanu Szabó Kovács Nagy"
    ),
    two_surnames=False,
    share=70,
)
ARABIC = Origin(
    "arabic",
    _of(
        "Fatima Aisha Mariam Zainab Layla Noor Huda Amina Khadija Salma Rania Dalia Hanan Samira Yasmin Nadia "
        "Iman Rasha Lina Souad"
    ),
    _of(
        "Mohammed Ahmed Ali Hassan Hussein Omar Khalid Mahmoud Ibrahim Yusuf Tariq Karim Bilal Samir Nabil Walid "
        "Faisal Hamza Rashid Mustafa"
    ),
    _of(
        "Al-Masri Haddad Khoury Nasser Saleh Mansour Farah Aziz Abdallah Qasim Hamdan Najjar Sabbagh Khatib "
        "Shaheen Darwish Rahman Malik Hakim Bakr Zaki El-Amin Ghanem Tawfik"
    ),
    two_surnames=False,
    share=70,
)
WEST_AFRICAN = Origin(
    "west african",
    _of(
        "Amara Ngozi Chidinma Folasade Ifeoma Abena Akosua Efua Adwoa Aminata Mariama Kadiatou Awa Ramatoulaye "
        "Yetunde Funmilayo Adaeze Oluchi Binta Hawa"
    ),
    _of(
        "Chukwuemeka Oluwaseun Babatunde Emeka Kwame Kofi Kwabena Yaw Mamadou Ousmane Ibrahima Cheikh Moussa "
        "Sekou Abdoulaye Adebayo Tunde Obinna Uche Lamin"
    ),
    _of(
        "Okafor Adeyemi Okonkwo Balogun Eze Nwosu Ogunleye Mensah Boateng Owusu Asante Agyeman Diallo Traoré Koné "
        "Touré Coulibaly Keita Ndiaye Diop Sow Camara Jallow Bangura Kamara Sesay"
    ),
    two_surnames=False,
    share=80,
)

ORIGINS = (
    SPANISH,
    PORTUGUESE,
    HAITIAN,
    ENGLISH,
    EAST_ASIAN,
    EAST_EUROPEAN,
    ARABIC,
    WEST_AFRICAN,
)
"""Every origin; a household is of one of them."""
