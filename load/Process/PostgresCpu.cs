using System.Globalization;
using Npgsql;

namespace FuelGrains.Load.Process;

/// <summary>
/// The CPU time of all processes of a PostgreSQL server on this machine, as Linux counts it. Work for other databases of the same server
/// is in it: a run that judges it needs a server of its own.
/// </summary>
internal sealed class PostgresCpu(int postmaster)
{
    private const double TicksPerSecond = 100;

    public TimeSpan Now
    {
        get
        {
            var ticks = 0L;
            foreach (var folder in Directory.EnumerateDirectories("/proc"))
            {
                if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
                    continue;
                if (Stat(id) is not { } stat)
                    continue;
                if (id == postmaster)
                    ticks += stat.Own + stat.EndedChildren;
                else if (stat.Parent == postmaster)
                    ticks += stat.Own;
            }
            return TimeSpan.FromSeconds(ticks / TicksPerSecond);
        }
    }

    /// <summary>Returns the CPU time of a product's store; null when it has no server, or one that does not run on this machine.</summary>
    public static async Task<Func<TimeSpan>?> OfAsync(Store? store, CancellationToken stop) =>
        store is PostgresStore postgres && await FindAsync(postgres.Connection, stop) is { } cpu ? () => cpu.Now : null;

    /// <summary>Returns null when the server does not run on this machine.</summary>
    public static async Task<PostgresCpu?> FindAsync(string connectionString, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(stop);
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        var backend = (int)(await command.ExecuteScalarAsync(stop))!;
        return Stat(backend) is { Name: "postgres" } own && Stat(own.Parent) is { Name: "postgres" }
            ? new(own.Parent)
            : null;
    }

    // Fields of /proc/PID/stat behind the name in brackets: state, parent, ..., utime, stime, cutime, cstime.
    private static (string Name, int Parent, long Own, long EndedChildren)? Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var (open, close) = (text.IndexOf('('), text.LastIndexOf(')'));
            var fields = text[(close + 2)..].Split(' ');
            long Field(int number) => long.Parse(fields[number], CultureInfo.InvariantCulture);
            return (text[(open + 1)..close], (int)Field(1), Field(11) + Field(12), Field(13) + Field(14));
        }
        catch (IOException)
        {
            // The process ended, or this is no Linux.
            return null;
        }
    }
}
