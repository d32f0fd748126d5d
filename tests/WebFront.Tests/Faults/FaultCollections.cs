namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>Tests of a cluster that hold it to seconds: one at a time, with nothing beside them.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class ClusterFaults : ICollectionFixture<Cluster>;

/// <summary>Bursts and fuel payments over kills of one process: the two stores beside each other.</summary>
[CollectionDefinition]
public sealed class ProcessFaultsOnSqlite : ICollectionFixture<FuelProductOnSqlite>;

/// <inheritdoc cref="ProcessFaultsOnSqlite"/>
[CollectionDefinition]
public sealed class ProcessFaultsOnPostgres : ICollectionFixture<FuelProductOnPostgres>;
