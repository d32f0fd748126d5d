using System.Security.Cryptography;

namespace FuelGrains.Load.Process;

/// <summary>Marks the customers, keys and files of one run, so that runs in one database never meet.</summary>
internal static class RunId
{
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5));
}
