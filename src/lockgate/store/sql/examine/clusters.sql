-- Records of one reason, above the agreement's limit (clusters: the number of each row's reason). The same letters after
-- the row's own values, figures and marks are taken away are one cluster (R13, R54).
CREATE OR REPLACE TABLE clusters_over AS
SELECT number, count(*) AS records FROM clusters GROUP BY number HAVING count(*) > (SELECT reasons FROM limits);
