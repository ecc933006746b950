META
key;value
description;Lillby 2026
country;Sweden
unit;Lillby
instance;2026
num_projects;3
num_votes;4
budget;100000.50
vote_type;approval
rule;greedy
date_begin;04.05.2026
date_end;24.05.2026
max_length;2
town_motto;"Small; and ""bright"""
PROJECTS
project_id;cost;votes;name;selected;colour
bankar;60000;3;"Bänkar; vid ån";1;green
gungor;50000.25;2;=SUM(A1);0;
scen;30000.0;2;Scen;2;red
VOTES
voter_id;vote;age
1;bankar,gungor;30
2;bankar;
3;scen,bankar;12
4;gungor,scen;70
