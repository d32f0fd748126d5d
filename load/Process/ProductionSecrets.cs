using System.Security.Cryptography;

namespace FuelGrains.Load.Process;

/// <summary>
/// The secrets that the product demands in Production, made for one run: benchmarks measure what runs in Production, without the
/// developer's exception page and with JSON logs. WeChat is the simulator in a process of its own, with keys as long as WeChat's.
/// </summary>
internal sealed class ProductionSecrets(StaffName asked)
{
    public const int KeyBits = 2_048;

    /// <summary>The password of Development, which Production refuses.</summary>
    private const string Refused = "fuelgrains-dev";

    public StaffName Staff { get; } = asked.Password == Refused ? asked with { Password = Random() } : asked;

    public IReadOnlyDictionary<string, string> Settings =>
        field ??= new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["WeChat__Simulator"] = "false",
            ["Jwt__SigningKey"] = Random(),
            ["Secrets__SealKeys__load"] = Random(),
            ["Secrets__IndexKey"] = Random(),
            ["FirstAdmin__Name"] = Staff.Name,
            ["FirstAdmin__Password"] = Staff.Password,
        };

    private static string Random() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
