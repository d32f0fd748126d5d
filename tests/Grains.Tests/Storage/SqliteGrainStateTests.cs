using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace FuelGrains.Grains.Tests.Storage;

public sealed class SqliteGrainStateTests : GrainStateContract
{
    protected override Task<NotebookSilo> StartAsync() => NotebookSilo.OnSqliteAsync(Ct);

    protected override DbConnection Connect() => new SqliteConnection(Silo.ConnectionString);
}
