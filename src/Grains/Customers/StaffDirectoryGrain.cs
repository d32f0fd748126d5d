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
        var found = await ledger.ReadAsync(session => StaffTable.FindAsync(session, name));
        var hash = found?.PasswordHash ?? Decoy;
        var right =
            await Task.Run(() => Hasher.VerifyHashedPassword(name, hash, password))
            != PasswordVerificationResult.Failed;
        return right ? found?.Member : null;
    }

    public async Task<bool> AddAsync(StaffMember member, string password, string byStaff)
    {
        var hash = await Task.Run(() => Hasher.HashPassword(member.Name, password));
        return await ledger.WriteAsync(async session =>
        {
            if (!await StaffTable.InsertAsync(session, new(member, hash, byStaff), time.GetUtcNow()))
                return false;
            var roles = StaffTable.Roles(member);
            await AuditTable.AddAsync(
                session,
                time,
                byStaff,
                "staff.add",
                member.Name,
                member.Stations.IsEmpty ? roles : $"{roles} at {StationList.Text(member.Stations)}"
            );
            return true;
        });
    }
}
