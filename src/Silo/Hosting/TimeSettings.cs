using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace FuelGrains.Silo.Hosting;

/// <summary>Refuses times that .NET reads in another way than people do: "24:00:00" is 24 days.</summary>
public static partial class TimeSettings
{
    /// <exception cref="SettingsException">A setting has 24 hours or more in the place of the hours.</exception>
    public static void Check(IConfiguration configuration)
    {
        foreach (var (name, value) in configuration.AsEnumerable())
            if (name.Contains(':', StringComparison.Ordinal) && HoursThatAreDays().IsMatch(value ?? ""))
                throw new SettingsException(
                    $"{name} is '{value}', and .NET reads the first number as days: write hours from 00 to 23 and days before a dot, "
                        + "such as 1.00:00:00."
                );
    }

    [GeneratedRegex(@"^(?:2[4-9]|[3-9]\d|\d{3,}):\d{1,2}:\d{1,2}(?:\.\d+)?$")]
    private static partial Regex HoursThatAreDays();
}
