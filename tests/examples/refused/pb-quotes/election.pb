META
key;value
description;Lillby 2026
country;Sweden
unit;Lillby
instance;2026
num_projects;3
num_votes;4
budget;100000
vote_type;approval
rule;greedy
date_begin;04.05.2026
date_end;24.05.2026
currency;SEK
PROJECTS
project_id;cost;votes;name;selected
bankar;60000;3;Bänkar vid ån;1
gungor;50000;2;Gungor i Norr;0
scen;30000;2;"Scen i parken;1
VOTES
voter_id;vote
1;bankar,gungor
2;bankar
3;bankar,scen
4;gungor,scen
