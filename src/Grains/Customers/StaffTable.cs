using FuelGrains.Grains.Stations;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Customers;

/// <summary>The table of staff: who may log in to the console, with the hash of the password, roles and stations.</summary>
internal static class StaffTable
{
    private const string Columns = "name, roles, stations, password_hash, created_by";

    private static readonly RowColumns<(StoredStaff Staff, DateTimeOffset Now)> Row = new(
        ("name", s => s.Staff.Member.Name),
        ("password_hash", s => s.Staff.PasswordHash),
        ("roles", s => Roles(s.Staff.Member)),
        ("stations", s => StationList.Text(s.Staff.Member.Stations)),
        ("created_by", s => s.Staff.CreatedBy),
        ("created_at", s => s.Now)
    );

    // Longer chains of accounts that made each other count as one person: nobody gets around the rule by making more of them.
    private const int MaxMakers = 16;

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

    /// <summary>Whether an account was made by another one, or by an account which that one made, and so on.</summary>
    public static async Task<bool> HasMadeAsync(LedgerSession session, string maker, string made)
    {
        var account = made;
        for (var i = 0; i < MaxMakers; i++)
        {
            if (await FindAsync(session, account) is not { } staff)
                return false;
            if (staff.CreatedBy == maker)
                return true;
            account = staff.CreatedBy;
        }
        return true;
    }

    private static StoredStaff Read(LedgerRow r) =>
        new(
            new StaffMember(r.Text(0), [.. r.Text(1).Split(',')]) { Stations = StationList.Read(r.Text(2)) },
            r.Text(3),
            r.Text(4)
        );
}

/// <param name="CreatedBy">The member of staff who made the account; <c>configuration</c> made the first one.</param>
internal sealed record StoredStaff(StaffMember Member, string PasswordHash, string CreatedBy);
