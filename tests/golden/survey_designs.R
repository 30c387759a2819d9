# Random designs and what R's survey package makes of them: Rscript tests/golden/survey_designs.R > survey_designs.json
suppressMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "fail", digits = 17)
make <- function(seed, strata, clusters, weights, fpc, missing) {
  set.seed(seed)
  n <- 90
  d <- data.frame(h = sample(letters[1:3], n, TRUE), g = sample(c("u", "v"), n, TRUE))
  d$c <- paste0("c", sample(1:5, n, TRUE))
  shift <- setNames(rnorm(15, 0, .8), paste0(rep(letters[1:3], each = 5), "c", 1:5))
  e <- shift[paste0(d$h, d$c)]
  d$x <- pmin(10, pmax(1, round(7 + e + rnorm(n, 0, 1.5))))
  d$y <- pmin(10, pmax(0, round(6.5 + e + rnorm(n, 0, 1.8))))
  d$w <- if (weights) round(exp(rnorm(n, 0, .7)), 3) else rep(1, n)
  if (missing) { d$y[sample(n, 12)] <- NA; d$y[d$c == "c2" & d$h == "a"] <- NA; d$x[sample(n, 5)] <- NA }
  if (!strata) d$h <- "all"
  units <- if (clusters) paste(d$h, d$c) else seq_len(n)
  count <- tapply(units, d$h, function(u) length(unique(u)))
  d$N <- as.integer((count + c(a = 7, b = 4, c = 9, all = 8)[names(count)])[d$h])
  s <- svydesign(ids = if (clusters) ~c else ~1, strata = if (strata) ~h else NULL, weights = ~w,
                 fpc = if (fpc) ~N else NULL, data = d, nest = TRUE)
  full <- subset(s, !is.na(x) & !is.na(y))
  part <- function(design) {
    m <- svymean(~x + y, design); r <- svyratio(~y, ~x, design); gap <- svycontrast(m, c(x = -1, y = 1))
    q <- svymean(~I(y / x), design)
    top <- svymean(~I(y >= 8), design)
    list(mean = as.numeric(coef(m)), vcov = as.numeric(vcov(m)), ratio = as.numeric(coef(r)), ratio_se = as.numeric(SE(r)),
         gap = as.numeric(coef(gap)), gap_se = as.numeric(SE(gap)), ratios = as.numeric(coef(q)),
         ratios_se = as.numeric(SE(q)), top = as.numeric(coef(top))[2], top_se = as.numeric(SE(top))[2])
  }
  both <- svyby(~y, ~g, full, svymean, covmat = TRUE)
  list(seed = seed, strata = strata, clusters = clusters, weights = weights, fpc = fpc, missing = missing,
       data = lapply(d[c("h", "c", "g", "x", "y", "w", "N")], identity), whole = part(full),
       u = part(subset(full, g == "u")), v = part(subset(full, g == "v")), domains = as.numeric(vcov(both)),
       difference_se = as.numeric(SE(svycontrast(both, c(u = 1, v = -1)))))
}
from <- as.integer(Sys.getenv("SEEDS_FROM", "0"))  # other designs than those that ship
cases <- list(); k <- 0
for (strata in c(FALSE, TRUE)) for (clusters in c(FALSE, TRUE)) for (weights in c(FALSE, TRUE)) for (fpc in c(FALSE, TRUE)) {
  k <- k + 1
  cases[[k]] <- make(from + k, strata, clusters, weights, fpc, k %% 2 == 0 || clusters)
}
cat(toJSON(list(software = R.version.string, survey = as.character(packageVersion("survey")), cases = cases),
           digits = NA, na = "null", auto_unbox = TRUE))
