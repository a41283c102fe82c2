# What every R peer shares: read the people given on the command line, then do the work at each line of standard input.
suppressMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
people <- read.csv(arguments[1])

serve <- function(work) {
  lines <- file("stdin", "r")
  cat("ready\n")
  while (length(readLines(lines, 1)) > 0) {
    began <- proc.time()[["elapsed"]]
    number <- work()
    cat(sprintf("%.6f %.12g\n", proc.time()[["elapsed"]] - began, number))
  }
}
