"""Names to combine. Together they are nobody: first and last names are drawn at random, and no list here comes from a list of people."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN = _words(
    """
    Aisha Alma Amalie Amina Anders Andrea Anne Anton Ari Arne Asbjørn Aslak Astri Aud August Aurora Balder Bente Birger Birgit Bjarne
    Bjørg Bodil Borghild Brage Camilla Dag Dagny Daniel Daria Edvard Egil Eila Einar Eira Elias Elin Ella Ellinor Elsa Embla Emil
    Eskil Eva Evelyn Fatima Filip Fredrik Frida Frode Gerd Gina Gro Grete Gudrun Gunnar Gustav Guro Hallvard Halima Hanna Harald Hedda
    Hege Heidi Helle Helmer Henny Herman Hilde Hildegunn Håkon Ida Idun Inga Ingeborg Ingunn Ingvild Irmelin Ivar Iver Jakob Jenny
    Jens Joakim Johan Johanna Jorid Jorunn Julie Kaia Karen Karim Kasper Khadija Kjell Kjersti Klara Knut Kristin Kåre Lars Laila Leah
    Leif Leo Lilly Linnea Live Liv Lotte Lydia Magda Magne Malin Marit Marta Mathilde Mehmet Merete Mikkel Milla Mina Mona Morten Musa
    Nanna Narges Nasrin Nils Oda Odd Olaf Olav Olga Omar Oskar Othilie Parisa Peder Pernille Petra Preben Ragna Ragnhild Rakel Rana
    Randi Rasmus Reidar Reza Roar Rolf Ronja Runa Rune Sahra Samir Samuel Sander Sanna Selma Sigrid Sigurd Silje Simen Sindre Siri
    Sissel Sivert Snorre Sofie Solveig Stein Stian Stine Sunniva Svanhild Svein Synne Sølvi Tale Tarik Terje Theodor Thea Thora Tilda
    Tilde Tone Torbjørg Tord Tordis Torgeir Torill Torstein Tove Trine Trond Trygve Tuva Ulrik Una Unni Vegard Vera Vetle Vibeke Viggo
    Vilde Viljar William Yasmin Yngvar Yngve Yusuf Åge Åse Åshild
    """
)

FAMILY = _words(
    """
    Aasen Abdi Ahmadi Alnes Amundrud Ask Askeland Bakkerud Barstad Berntzen Birkenes Bjerkely Blomvik Boine Borgersrud Brattbakk
    Breimo Brekkhus Bråten Bugge Dalheim Drangsholt Drivenes Ekeberg Ekornes Elvebakk Engeset Eriksrud Espeseth Fagerheim Falkanger
    Farah Finnerud Fjeldberg Fjellvang Flatby Flåten Fossheim Frøyland Furuseth Gjerde Gjertsås Granlund Grinde Grønvold Gulbrandsrud
    Haddad Hagebø Halvorsrud Hammerås Hassel Haukeland Hegdal Helgheim Hellesund Hestnes Hjelmeland Hoel Holmefjord Hovden Husebråten
    Høyland Ibrahim Iversby Jama Jonsrud Jordal Kaldestad Karimi Kirkhus Kjærstad Klepsvik Kolstø Kroken Kvale Kvamme Kvernvik
    Langeland Larsrud Lauvås Leirvik Lillebø Lindheim Linnerud Lothe Lunde Løkkeberg Løvås Madsrud Mathisby Melbø Midtbø Mikkelborg
    Moen Mohamud Mokleiv Myklebost Myrvang Natvik Nedrebø Nesheim Nordvang Nygaard Nyhus Nørstebø Odland Olsvik Opdal Opsahl Osland
    Ottestad Owrenn Paulsrud Rafoss Ramstad Raunholm Rennemo Ringheim Risdal Rognlien Rosvold Rustad Rødland Røyseth Sagmo Salte
    Sandvær Selvik Sivertsby Skaar Skagen Skjelbred Skogheim Skoglund Slettebø Solbakk Solhaug Sortland Staveland Steinsvåg Stenerud
    Storaas Strandheim Straume Sundby Svartdal Sylte Sælid Sørbø Tangerud Teigland Tellnes Thorsby Tjelta Tofte Torvund Tveitan
    Tveiten Ulriksrud Ulvestad Urheim Vadheim Valle Varhaug Vassbotn Vestgård Vikanes Vinje Vollan Vågslid Warsame Wergelandsrud
    Yttervik Ødegård Øksnes Østbø Øvrelid Åmot Årnes Aarseth
    """
)
