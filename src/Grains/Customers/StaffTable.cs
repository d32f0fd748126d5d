using FuelGrains.Grains.Stations;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Customers;

/// <summary>The table of staff: who may log in to the console, with the hash of the password, roles and stations.</summary>
internal static class StaffTable
{
    private const string Columns = "name, roles, stations, password_hash";

    private static readonly RowColumns<(StoredStaff Staff, DateTimeOffset Now)> Row = new(
        ("name", s => s.Staff.Member.Name),
        ("password_hash", s => s.Staff.PasswordHash),
        ("roles", s => Roles(s.Staff.Member)),
        ("stations", s => StationList.Text(s.Staff.Member.Stations)),
        ("created_at", s => s.Now)
    );

    /// <summary>Roles as the column has them: with commas between.</summary>
    public static string Roles(StaffMember member) => string.Join(',', member.Roles);

    public static Task<StoredStaff?> FindAsync(LedgerSession session, string name) =>
        session.Sql($"SELECT {Columns} FROM staff WHERE name = @name").With("name", name).FirstAsync(Read);

    /// <summary>False: the name is taken.</summary>
    public static async Task<bool> InsertAsync(LedgerSession session, StoredStaff staff, DateTimeOffset now) =>
        await Row.Bind(
                session.Sql($"INSERT INTO staff ({Row.Names}) VALUES ({Row.Parameters}) ON CONFLICT (name) DO NOTHING"),
                (staff, now)
            )
            .ExecuteAsync() == 1;

    private static StoredStaff Read(LedgerRow r) =>
        new(
            new StaffMember(r.Text(0), [.. r.Text(1).Split(',')]) { Stations = StationList.Read(r.Text(2)) },
            r.Text(3)
        );
}

internal sealed record StoredStaff(StaffMember Member, string PasswordHash);
