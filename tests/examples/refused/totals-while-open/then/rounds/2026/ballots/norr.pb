META
key;value
description;Participatory budget 2026, North
country;Sweden
unit;Lillby
instance;2026
num_projects;3
num_votes;6
budget;300000
vote_type;approval
rule;greedy
date_begin;04.05.2026
date_end;24.05.2026
min_length;1
max_length;3
PROJECTS
project_id;cost;votes;name
bankar-vid-an;62000;2;Bänkar vid ån
lekplats-norr;180000;3;Ny lekplats i Norr
odlingslador;45000;1;Odlingslådor på torget
VOTES
voter_id;vote
1;bankar-vid-an
2;bankar-vid-an
3;lekplats-norr
4;lekplats-norr
5;lekplats-norr
6;odlingslador
