# Make the synthetic inputs and the reference results of R that belong to them:
#   Rscript tests/golden/make.R    (Debian: r-base-core r-cran-survey r-cran-psych r-cran-lavaan r-cran-survival r-cran-jsonlite)
# The samples resemble, in their columns and designs, data that cannot be shipped; no row of those is in them.
suppressPackageStartupMessages({
  library(survey); library(psych); library(lavaan); library(survival); library(jsonlite)
})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
input <- function(name) file.path(here, "inputs", name)
write <- function(what, name) {
  write_json(what, file.path(here, "outputs", name), digits = 15, auto_unbox = TRUE, pretty = TRUE)
}
version <- function(...) {
  packages <- sapply(c(...), function(name) as.character(packageVersion(name)))
  c(list(R = R.version.string), as.list(packages))
}
options(survey.lonely.psu = "fail", digits = 15)
set.seed(20260301)

# ---- a population of 6,194 branches in 757 districts, of three sizes, and three samples of it
population <- function() {
  district <- sort(sample(1:757, 6194, replace = TRUE))
  n <- 6194
  size <- sample(c("E", "H", "M"), n, replace = TRUE, prob = c(4421, 755, 1018))
  effect <- rnorm(max(district), 0, 70)[district]
  before <- round(pmin(950, pmax(320, 640 + effect + ifelse(size == "H", -20, 0) + rnorm(n, 0, 100))))
  now <- round(pmin(960, pmax(330, before + 32 + rnorm(n, 0, 30))))
  customers <- round(exp(rnorm(n, ifelse(size == "H", 7.0, ifelse(size == "M", 6.6, 6.0)), 0.45)))
  asked <- round(customers * rbeta(n, 12, 2.4))
  data.frame(district = district, size = size, target = ifelse(runif(n) < 0.82, "Yes", "No"),
             now = now, before = before, customers = customers, asked = asked)
}
all_branches <- population()
districts <- length(unique(all_branches$district))
srs <- all_branches[sort(sample(nrow(all_branches), 200)), ]
srs$pw <- nrow(all_branches) / 200; srs$fpc <- nrow(all_branches)
take <- c(E = 100, H = 50, M = 50)
strat <- do.call(rbind, lapply(names(take), function(s) {
  part <- all_branches[all_branches$size == s, ]
  chosen <- part[sort(sample(nrow(part), take[[s]])), ]
  chosen$pw <- nrow(part) / take[[s]]; chosen$fpc <- nrow(part)
  chosen
}))
chosen <- sort(sample(unique(all_branches$district), 20))
clus <- all_branches[all_branches$district %in% chosen, ]
clus$pw <- districts / 20; clus$fpc <- districts
for (name in c("srs", "strat", "clus")) {
  write.csv(get(name), input(paste0("branches_", name, ".csv")), row.names = FALSE, quote = FALSE)
}

summarised <- function(design) {
  data <- design$variables
  design <- update(design, point = ifelse(now >= 700, 1, ifelse(now < 600, -1, 0)), top = as.numeric(now >= 800))
  mean <- svymean(~now + customers, design)
  ratio <- svyratio(~now, ~before, design)
  other <- svyratio(~asked, ~customers, design)
  nps <- svymean(~point, design)
  top <- svymean(~top, design)
  size <- svymean(~factor(size), design)
  by <- svyby(~now, ~size, design, svymean)
  w <- weights(design)
  list(
    n = nrow(data), degf = degf(design), kish_neff = sum(w)^2 / sum(w^2),
    mean = list(names = c("now", "customers"), est = unname(coef(mean)), se = unname(SE(mean)),
                ci_t = list(values = unname(confint(mean, df = degf(design))))),
    ratio_now_before = list(est = unname(coef(ratio)), se = as.numeric(SE(ratio)),
                            ci_t = as.numeric(confint(ratio, df = degf(design)))),
    ratio_asked_customers = list(est = unname(coef(other)), se = as.numeric(SE(other))),
    nps = list(est = unname(coef(nps)), se = as.numeric(SE(nps)),
               ci_t = as.numeric(confint(nps, df = degf(design)))),
    top = list(est = unname(coef(top)), se = as.numeric(SE(top))),
    size = list(names = c("E", "H", "M"), est = unname(coef(size)), vcov = unname(vcov(size))),
    ciprop = list(beta = list(ci = as.numeric(confint(svyciprop(~top, design, method = "beta"))))),
    by_size = list(level = as.character(by$size), est = by$now, se = by$se)
  )
}
srs_fpc <- svydesign(id = ~1, weights = ~pw, fpc = ~fpc, data = srs)
write(c(list(software = version("survey")), list(
  population = list(branches = nrow(all_branches), districts = districts),
  srs_nofpc = summarised(svydesign(id = ~1, weights = ~pw, data = srs)),
  srs = summarised(srs_fpc),
  strat = summarised(svydesign(id = ~1, strata = ~size, weights = ~pw, fpc = ~fpc, data = strat)),
  strat_as_pps = summarised(svydesign(id = ~1, weights = ~pw, data = strat)),
  clus = summarised(svydesign(id = ~district, weights = ~pw, fpc = ~fpc, data = clus))
)), "survey_branches.json")

# ---- raking and post-stratification of the simple random sample to its population
plain <- svydesign(id = ~1, weights = ~pw, data = srs)
margin <- function(column) {
  counts <- table(all_branches[[column]])
  data.frame(value = names(counts), Freq = as.numeric(counts))
}
size_margin <- setNames(margin("size"), c("size", "Freq"))
target_margin <- setNames(margin("target"), c("target", "Freq"))
raked <- rake(plain, list(~size, ~target), list(size_margin, target_margin),
              control = list(maxit = 200, epsilon = 1e-12))
posted <- postStratify(plain, ~size, size_margin)
write(list(
  software = version("survey"),
  margins = list(size = setNames(as.list(size_margin$Freq), size_margin$size),
                 target = setNames(as.list(target_margin$Freq), target_margin$target)),
  base_w = unname(weights(plain)), rake_w = unname(weights(raked)), post_w = unname(weights(posted)),
  rake_mean_now = list(est = unname(coef(svymean(~now, raked))), se = as.numeric(SE(svymean(~now, raked)))),
  post_mean_now = list(est = unname(coef(svymean(~now, posted))), se = as.numeric(SE(svymean(~now, posted))))
), "weighting_branches.json")

# ---- five scales of five items from 1 to 6, some reversed, some answers missing
loads <- list(A = c(-0.40, 0.68, 0.78, 0.50, 0.65), C = c(0.55, 0.60, 0.55, -0.68, -0.60),
              E = c(-0.62, -0.75, 0.58, 0.70, 0.52), N = c(0.82, 0.80, 0.72, 0.56, 0.50),
              O = c(0.56, -0.46, 0.66, 0.30, -0.52))
people <- 800
items <- do.call(cbind, lapply(names(loads), function(scale) {
  factor <- rnorm(people)
  made <- sapply(loads[[scale]], function(l) l * factor + sqrt(1 - l^2) * rnorm(people))
  answers <- apply(made, 2, function(x) as.numeric(cut(x, c(-Inf, -1.5, -0.8, -0.1, 0.6, 1.3, Inf))))
  answers[matrix(runif(length(answers)) < 0.01, nrow(answers))] <- NA
  colnames(answers) <- paste0(scale, 1:5)
  answers
}))
write.csv(items, input("scales.csv"), row.names = FALSE, quote = FALSE, na = "")
reliability <- lapply(setNames(names(loads), names(loads)), function(scale) {
  names <- paste0(scale, 1:5)
  reversed <- names[loads[[scale]] < 0]
  data <- as.data.frame(items[, names])
  data[reversed] <- 7 - data[reversed]
  complete <- data[complete.cases(data), ]
  whole <- suppressWarnings(psych::alpha(complete, check.keys = FALSE))
  as_asked <- suppressWarnings(psych::alpha(as.data.frame(items[complete.cases(data), names]), check.keys = FALSE))
  pairs <- suppressWarnings(psych::alpha(data, check.keys = FALSE, use = "pairwise"))
  fit <- cfa(paste("f =~", paste(names, collapse = " + ")), data = complete, std.lv = TRUE)
  par <- parameterEstimates(fit)
  loading <- par$est[par$op == "=~"]
  error <- par$est[par$op == "~~" & par$lhs != "f"]
  observed <- sum(cov(complete)) * (nrow(complete) - 1) / nrow(complete)
  list(
    items = names, reversed = as.list(reversed), n_complete = nrow(complete),
    alpha_complete = as.list(whole$total[c("raw_alpha", "std.alpha", "average_r")]),
    alpha_as_asked = as_asked$total$raw_alpha,
    alpha_pairwise = as.list(pairs$total[c("raw_alpha", "std.alpha")]),
    alpha_drop = list(values = as.list(whole$alpha.drop[c("raw_alpha", "std.alpha")])),
    item_stats = list(values = list(r.drop = whole$item.stats$r.drop)),
    feldt = list(lower = as.numeric(whole$feldt$lower.ci), upper = as.numeric(whole$feldt$upper.ci)),
    cfa = list(loadings = loading, residuals = error, ave = sum(loading^2) / (sum(loading^2) + sum(error)),
               omega_observed = sum(loading)^2 / observed, omega_model = sum(loading)^2 / (sum(loading)^2 + sum(error)))
  )
})
write(c(list(software = version("psych", "lavaan")), reliability), "reliability_scales.json")

# ---- times to leaving of two groups, some censored
n <- 228
group <- rep(1:2, c(138, 90))
left <- ceiling(rweibull(n, 1.3, ifelse(group == 1, 380, 520)))
ended <- ceiling(runif(n, 100, 1000))
cases <- data.frame(time = pmin(left, ended), status = ifelse(left <= ended, 2, 1), group = group)
write.csv(cases, input("leaving.csv"), row.names = FALSE, quote = FALSE)
curve <- survfit(Surv(time, status == 2) ~ 1, data = cases, conf.type = "log-log")
mean365 <- summary(survfit(Surv(time, status == 2) ~ 1, data = cases), rmean = 365)$table
rank <- survdiff(Surv(time, status == 2) ~ group, data = cases)
median <- quantile(curve, 0.5)
write(list(
  software = version("survival"),
  time = curve$time, n_risk = curve$n.risk, n_event = curve$n.event, surv = curve$surv,
  lower_loglog = curve$lower, upper_loglog = curve$upper,
  median = unname(median$quantile), median_ci = c(unname(median$lower), unname(median$upper)),
  rmst365 = unname(mean365[c("rmean", "se(rmean)")]),
  logrank = list(chisq = rank$chisq, p = pchisq(rank$chisq, 1, lower.tail = FALSE))
), "leaving.json")
