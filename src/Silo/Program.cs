using FuelGrains.Silo.Hosting;

// A silo of its own: grains without a web front. Needs PostgreSQL, the cluster's one shared part.
return await StandAloneSilo.RunAsync(args);
