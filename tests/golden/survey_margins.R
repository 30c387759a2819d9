# Post-strata, raked margins and two stages by R's survey package: Rscript tests/golden/survey_margins.R > survey_margins.json
suppressMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "fail", digits = 17)
make <- function(seed, strata, clusters, weights, kind) {
  set.seed(seed)
  n <- 120
  d <- data.frame(h = sample(letters[1:2], n, TRUE), g = sample(c("u", "v"), n, TRUE),
                  p = sample(c("x", "y", "z"), n, TRUE, prob = c(.5, .3, .2)), q = sample(c("k", "l"), n, TRUE))
  d$c <- paste0("c", sample(1:6, n, TRUE))
  shift <- setNames(rnorm(12, 0, .6), paste0(rep(letters[1:2], each = 6), "c", 1:6))
  level <- c(x = 7, y = 5, z = 8)[d$p] + (d$q == "k")
  d$x <- pmin(10, pmax(1, round(level + shift[paste0(d$h, d$c)] + rnorm(n, 0, 1.5))))
  d$y <- pmin(10, pmax(0, round(level - .4 + shift[paste0(d$h, d$c)] + rnorm(n, 0, 1.6))))
  d$w <- if (weights) round(exp(rnorm(n, 0, .5)), 3) else rep(1, n)
  d$y[sample(n, 15)] <- NA
  if (!strata) d$h <- "all"
  s <- svydesign(ids = if (clusters) ~c else ~1, strata = if (strata) ~h else NULL, weights = ~w, data = d, nest = TRUE)
  total <- sum(d$w)
  P <- data.frame(p = c("x", "y", "z"), Freq = total * c(.3, .3, .4)); Q <- data.frame(q = c("k", "l"), Freq = total * c(.6, .4))
  d$here <- !is.na(d$y); kept <- d$y; d$y[!d$here] <- 0
  s <- update(s, y = d$y, here = d$here)
  s <- if (kind == "raked") rake(s, list(~p, ~q), list(P, Q), control = list(maxit = 500, epsilon = 1e-13, verbose = FALSE))
       else postStratify(s, ~p, P)
  d$fitted <- weights(s); d$y <- kept
  full <- subset(s, here)
  part <- function(design) {
    m <- svymean(~x + y, design); r <- svyratio(~y, ~x, design); gap <- svycontrast(m, c(x = -1, y = 1))
    top <- svymean(~I(y >= 8), design)
    list(mean = as.numeric(coef(m)), vcov = as.numeric(vcov(m)), ratio = as.numeric(coef(r)), ratio_se = as.numeric(SE(r)),
         gap = as.numeric(coef(gap)), gap_se = as.numeric(SE(gap)), top = as.numeric(coef(top))[2], top_se = as.numeric(SE(top))[2])
  }
  full <- update(full, yu = y * (g == "u"), yv = y * (g == "v"), iu = as.numeric(g == "u"), iv = as.numeric(g == "v"))
  both <- svycontrast(svytotal(~yu + yv + iu + iv, full), list(u = quote(yu / iu), v = quote(yv / iv)))
  list(seed = seed, strata = strata, clusters = clusters, weights = weights, kind = kind,
       data = lapply(d[c("h", "c", "g", "p", "q", "x", "y", "w", "fitted")], identity),
       whole = part(full), u = part(subset(full, g == "u")), v = part(subset(full, g == "v")),
       domains = as.numeric(vcov(both)))
}
staged <- function(seed, strata, weights, second) {
  set.seed(seed)
  d <- do.call(rbind, lapply(1:9, function(k) {
    m <- sample(3:8, 1)
    data.frame(c = paste0("c", k), i = paste0("i", 1:m), h = if (k < 5) "a" else "b", M = m + sample(1:9, 1), e = rnorm(1, 0, .8))
  }))
  rows <- nrow(d)
  d <- d[rep(seq_len(rows), sample(1:3, rows, TRUE)), ]
  n <- nrow(d)
  d$g <- sample(c("u", "v"), n, TRUE)
  d$y <- pmin(10, pmax(0, round(6.5 + d$e + rnorm(n, 0, 1.8)))); d$x <- pmin(10, pmax(1, round(7 + d$e + rnorm(n, 0, 1.4))))
  d$w <- if (weights) round(exp(rnorm(n, 0, .5)), 3) else rep(1, n)
  d$y[sample(n, 6)] <- NA
  if (!strata) d$h <- "all"
  d$N <- if (strata) ifelse(d$h == "a", 9, 14) else 23
  s <- svydesign(ids = if (second) ~c + i else ~c, strata = if (strata) ~h else NULL, weights = ~w, fpc = if (second) ~N + M else ~N, data = d, nest = TRUE)
  full <- subset(s, !is.na(y)); m <- svymean(~x + y, full); r <- svyratio(~y, ~x, full)
  u <- svymean(~y, subset(full, g == "u"))
  top <- svymean(~I(y >= 8), full)
  list(seed = seed, strata = strata, weights = weights, second = second, data = lapply(d[c("h", "c", "i", "g", "x", "y", "w", "N", "M")], identity),
       mean = as.numeric(coef(m)), vcov = as.numeric(vcov(m)), ratio_se = as.numeric(SE(r)), u = as.numeric(coef(u)), u_se = as.numeric(SE(u)),
       top = as.numeric(coef(top))[2], top_se = as.numeric(SE(top))[2])
}
from <- as.integer(Sys.getenv("SEEDS_FROM", "0"))  # other designs than those that ship
cases <- list(); k <- 0
for (kind in c("post-stratified", "raked")) for (strata in c(FALSE, TRUE)) for (clusters in c(FALSE, TRUE)) for (weights in c(FALSE, TRUE)) {
  k <- k + 1; cases[[k]] <- make(from + k, strata, clusters, weights, kind)
}
stages <- list(); k <- 0
for (strata in c(FALSE, TRUE)) for (weights in c(FALSE, TRUE)) for (second in c(FALSE, TRUE)) {
  k <- k + 1; stages[[k]] <- staged(from + k + 100, strata, weights, second)
}
cat(toJSON(list(software = R.version.string, survey = as.character(packageVersion("survey")), cases = cases, stages = stages),
           digits = NA, na = "null", auto_unbox = TRUE))
