# Golden numbers of curves, tests and models. Made by:
#   apt-get install r-base-core r-cran-survival r-cran-etm r-cran-metafor r-cran-jsonlite   (survival 3.5-3, etm 1.1.1, metafor 3.8.1, jsonlite 1.8.4, R 4.2.2)
#   cd tests/stats/golden && Rscript make.R > r.json
# deals.csv: at risk in (start, stop], way 0 is censored; start -1 is "from the beginning".
suppressPackageStartupMessages({library(survival); library(etm); library(metafor); library(jsonlite)})
deals <- read.csv("deals.csv")
curve <- function(d) {
  km <- survfit(Surv(start, stop, way > 0) ~ 1, data = d, conf.type = "log-log")
  q <- quantile(km, c(.5, .75, .9))
  aj <- survfit(Surv(start, stop, factor(way, 0:2)) ~ 1, data = d, id = seq_len(nrow(d)))
  ways <- sort(setdiff(unique(d$way), 0))
  moves <- data.frame(id = seq_len(nrow(d)), from = 0, to = ifelse(d$way == 0, "cens", d$way), entry = d$start + 1, exit = d$stop + 1)
  allowed <- matrix(FALSE, length(ways) + 1, length(ways) + 1)
  allowed[1, -1] <- TRUE
  greenwood <- etm(moves, as.character(c(0, ways)), allowed, "cens", 0)
  way <- function(k) {
    s <- summary(greenwood, ci.fun = "log-log")[[paste("0", k)]]
    list(age = s$time - 1, share = s$P, error = sqrt(s$var), low = s$lower, high = s$upper)
  }
  list(age = km$time, at_risk = km$n.risk, still = km$surv, error = summary(km, times = km$time)$std.err, low = km$lower, high = km$upper,
       quantile = unname(q$quantile), quantile_low = unname(q$lower), quantile_high = unname(q$upper),
       aalen_johansen = list(list(age = aj$time, share = aj$pstate[, 2]), list(age = aj$time, share = aj$pstate[, 3])), greenwood = lapply(ways, way))
}
examples <- sapply(split(deals, deals$example), curve, simplify = FALSE)
exact <- function(x, n) as.numeric(binom.test(x, n)$conf.int)
garwood <- function(x) as.numeric(poisson.test(x)$conf.int)
kinds <- data.frame(reply = c(0, 0, 1, 1, 2, 2, 3), source = c(0, 1, 0, 1, 0, 1, 1), won = c(30, 22, 41, 15, 12, 30, 4), n = c(80, 75, 90, 60, 21, 44, 9))
logit <- glm(cbind(won, n - won) ~ reply + source, binomial, kinds, control = glm.control(epsilon = 1e-14))
y <- c(.21, -.10, .54, .33, .90, .12, -.4); e <- c(.11, .2, .15, .31, .22, .09, .5)
reml <- rma(y, sei = e, method = "REML", control = list(threshold = 1e-14, maxiter = 1000))
p <- c(.001, .008, .039, .041, .042, .06, .074, .205, .212, .216, .222, .251, .269, .275, .34, .341, .384, .569, .594, .696, .762, .94, .942, .975, .986)
cat(toJSON(list(
  examples = examples,
  binom_test = lapply(list(c(0, 20), c(1, 29), c(15, 148), c(81, 263), c(20, 20), c(3, 1000000), c(999999, 1000000)), function(x) c(x, exact(x[1], x[2]))),
  poisson_test = lapply(c(0, 1, 4, 17, 250, 100000), function(x) c(x, garwood(x))),
  qbeta = lapply(list(c(.025, .5, .5), c(.975, 3.2, 170.4), c(.5, 1000, 20000), c(.025, .1, 615)), function(x) c(x, qbeta(x[1], x[2], x[3]))),
  glm = list(kinds = kinds, coefficients = unname(coef(logit)), covariance = unname(vcov(logit))),
  metafor = list(y = y, error = e, between = reml$tau2, mean = as.numeric(reml$beta), blup = unclass(blup(reml))$pred),
  p_adjust = list(p = p, adjusted = p.adjust(p, "BH")),
  qt = lapply(c(1, 2, 9, 100), function(n) c(n, qt(.975, n)))
), digits = NA, auto_unbox = TRUE, na = "null", pretty = FALSE))
