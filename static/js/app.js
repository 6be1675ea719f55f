// Progressive enhancement: each module is started by a data-module attribute.
