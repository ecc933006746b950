META
key;value
description;Participatory budget 2026, South
country;Sweden
unit;Lillby
instance;2026
num_projects;3
num_votes;6
budget;200000
vote_type;approval
rule;greedy
date_begin;04.05.2026
date_end;24.05.2026
min_length;1
max_length;3
PROJECTS
project_id;cost;votes;name
belysning-gangvag;88000;3;Ljus på gångvägen
scen-i-parken;120000;2;En scen i parken
utegym-soder;95000;1;Utegym vid elljusspåret
VOTES
voter_id;vote
1;belysning-gangvag
2;belysning-gangvag
3;belysning-gangvag
4;scen-i-parken
5;scen-i-parken
6;utegym-soder
