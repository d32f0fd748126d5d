using FuelGrains.GrainInterfaces.Stations;

namespace FuelGrains.GrainInterfaces.Customers;

/// <summary>Knows the staff. A bounded number of workers checks passwords here, beside their hashes.</summary>
[Alias("fuel.staff-directory")]
public interface IStaffDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>Returns the member of staff when name and password match; null otherwise, after the same time.</summary>
    [Alias("verify")]
    Task<StaffMember?> VerifyAsync(string name, string password);

    /// <summary>Adds a member of staff; false when the name is taken.</summary>
    [Alias("add")]
    Task<bool> AddAsync(StaffMember member, string password, string byStaff);
}

[GenerateSerializer, Immutable, Alias("fuel.staff-member")]
public sealed record StaffMember(string Name, ImmutableArray<string> Roles)
{
    /// <summary>The stations at which somebody of role <see cref="StaffRoles.Station"/> works. An admin works everywhere.</summary>
    [Id(0)]
    public ImmutableArray<StationId> Stations { get; init; } = [];
}

/// <summary>The roles that decide what a member of staff may do.</summary>
public static class StaffRoles
{
    /// <summary>Adds staff.</summary>
    public const string Admin = "admin";

    /// <summary>Works campaigns.</summary>
    public const string Marketing = "marketing";

    /// <summary>Sees metrics and the grain dashboard.</summary>
    public const string Ops = "ops";

    /// <summary>Takes vouchers at the stations that the account names.</summary>
    public const string Station = "station";

    public static readonly ImmutableArray<string> All = [Admin, Marketing, Ops, Station];
}
