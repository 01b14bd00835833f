locals {
  mark = 1
}
