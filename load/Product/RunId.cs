using System.Security.Cryptography;

namespace FuelGrains.Load.Product;

/// <summary>Marks one run's customers, keys and files, so that runs in one database never meet.</summary>
internal static class RunId
{
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5));
}
