using FuelGrains.Grains.Stations;
using FuelGrains.Grains.Storage;
using Microsoft.AspNetCore.Identity;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Customers;

/// <summary>Checks staff passwords (PBKDF2) with at most two workers a silo, so that guessing cannot take the cores.</summary>
[StatelessWorker(2)]
public sealed class StaffDirectoryGrain(LedgerDatabase ledger, TimeProvider time) : Grain, IStaffDirectoryGrain
{
    private static readonly PasswordHasher<string> Hasher = new();

    // The decoy makes unknown names cost as much time as wrong passwords, so the time does not tell which it was.
    private static readonly string Decoy = Hasher.HashPassword("", Guid.NewGuid().ToString());

    public async Task<StaffMember?> VerifyAsync(string name, string password)
    {
        var found = await ledger.ReadAsync(session =>
            session
                .Sql("SELECT password_hash, roles, stations FROM staff WHERE name = @name")
                .With("name", name)
                .FirstAsync(r => ((string Hash, string Roles, string Stations)?)(r.Text(0), r.Text(1), r.Text(2)))
        );
        var hash = found?.Hash ?? Decoy;
        var right =
            await Task.Run(() => Hasher.VerifyHashedPassword(name, hash, password))
            != PasswordVerificationResult.Failed;
        return right && found is { } staff
            ? new StaffMember(name, [.. staff.Roles.Split(',')]) { Stations = StationList.Read(staff.Stations) }
            : null;
    }

    public async Task<bool> AddAsync(StaffMember member, string password, string byStaff)
    {
        var hash = await Task.Run(() => Hasher.HashPassword(member.Name, password));
        return await ledger.WriteAsync(async session =>
        {
            var added = await session
                .Sql(
                    """
                    INSERT INTO staff (name, password_hash, roles, stations, created_at) VALUES (@name, @hash, @roles, @stations, @now)
                    ON CONFLICT (name) DO NOTHING
                    """
                )
                .With("name", member.Name)
                .With("hash", hash)
                .With("roles", string.Join(',', member.Roles))
                .With("stations", StationList.Text(member.Stations))
                .With("now", time.GetUtcNow())
                .ExecuteAsync();
            if (added == 1)
                await AuditTable.AddAsync(
                    session,
                    time,
                    byStaff,
                    "staff.add",
                    member.Name,
                    member.Stations.IsEmpty
                        ? string.Join(',', member.Roles)
                        : $"{string.Join(',', member.Roles)} at {StationList.Text(member.Stations)}"
                );
            return added == 1;
        });
    }
}
