# Regressions under the designs of survey_designs.json: Rscript tests/golden/survey_regression.R > survey_regression.json
suppressMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "fail", digits = 17)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
given <- fromJSON(file.path(here, "survey_designs.json"), simplifyVector = TRUE, simplifyDataFrame = FALSE)
one <- function(case) {
  d <- as.data.frame(case$data)
  s <- svydesign(ids = if (case$clusters) ~c else ~1, strata = if (case$strata) ~h else NULL, weights = ~w,
                 fpc = if (case$fpc) ~N else NULL, data = d, nest = TRUE)
  m <- svyglm(y ~ x + I(g == "u"), design = subset(s, !is.na(x) & !is.na(y)))
  list(seed = case$seed, values = as.numeric(coef(m)), vcov = as.numeric(vcov(m)))
}
cat(toJSON(list(software = R.version.string, survey = as.character(packageVersion("survey")),
                cases = lapply(given$cases, one)), digits = NA, auto_unbox = TRUE))
