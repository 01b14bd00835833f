scalars {
  text      = "analytics"
  number    = 3
  negative  = -1
  large     = 100000000000000000000
  yes       = true
  no        = false
  nothing   = null
  reference = local.network.vpc_id
}

what_takes_several_lines_breaks_the_alignment {
  a      = 1
  longer = 2
  block = {
    one = 1
    two = 2
  }
  b              = 3
  longest_of_all = 4
}

lists {
  empty             = []
  short             = ["a", "b"]
  mixed             = [1, true, null, "x", var.a]
  as_wide_as_a_line = ["10.192.20.0/24", "10.192.21.0/24", "10.192.22.0/24", "10.192.23.0/24"]
  wider_than_a_line = [
    "arn:aws:iam::aws:policy/AmazonAthenaFullAccess0",
    "arn:aws:iam::aws:policy/AmazonAthenaFullAccess1",
    "arn:aws:iam::aws:policy/AmazonAthenaFullAccess2",
  ]
  of_lists = [[1, 2], [], [3]]
  of_objects = [
    { a = 1 },
    {
      a = 1
      b = 2
    },
  ]
  tuples_too = ["a", "b"]
}

objects {
  empty     = {}
  one_short = { create = true }
  one_long = {
    permissions_boundary = "arn:aws:iam::222222222222:policy/workloads"
  }
  one_in_one = {
    outer = { inner = 1 }
  }
  three_deep = {
    a = {
      b = { c = [{ d = 1 }, { d = 2 }] }
    }
    e = null
  }
  one_list = { ids = ["sg-01234567"] }
  one_long_list = {
    policy_arns = [
      "arn:aws:iam::aws:policy/Policy0",
      "arn:aws:iam::aws:policy/Policy1",
      "arn:aws:iam::aws:policy/Policy2",
      "arn:aws:iam::aws:policy/Policy3",
    ]
  }
}

keys {
  plain = {
    Team        = "data"
    cost-center = "1"
    _under      = "2"
    "Ünïcödé"   = "3"
  }
  quoted = {
    "core.default_timezone" = "utc"
    "with space"            = "a"
    "1st"                   = "b"
    ""                      = "c"
    "a=b"                   = "d"
    "-dash"                 = "e"
  }
  words = {
    "for"   = 1
    "null"  = 2
    "true"  = 3
    "false" = 4
    in      = 5
    if      = 6
  }
  wide = {
    "東京"  = 1
    a     = 2
    "한국어" = 3
  }
  of_uncertain_width = {
    "\U0001f680"                                 = 1
    "\u0928\u092e\u0938\u094d\u0924\u0947"       = 2
    "\u0e44\u0e17\u0e22"                         = 3
    "\u05e2\u05d1\u05e8\u05d9\u05ea"             = 4
    "\U0001f469\u200d\U0001f469\u200d\U0001f467" = 5
    ascii                                        = 6
  }
  hostile = {
    "\""     = 1
    "\\"     = 2
    "$${x}"  = 3
    "%%{x}"  = 4
    "\n"     = 5
    "\u202e" = 6
  }
}

text {
  quotes    = "say \"hello\""
  backslash = "C:\\dags"
  lines     = "one\ntwo\r\n\tthree"
  templates = "$${a} %%{b} $$${c} %%%{d} $ % {"
  scripts   = "été 東京 🚀 नमस्ते"
  invisible = "zero\u200bwidth \u202ebidi \u001b[31m \u00a0"
  beyond    = "\U0010ffff"
}
