using FuelGrains.Silo.Hosting;

namespace FuelGrains.WebFront.Hosting;

/// <summary>Hosts a silo inside the front: the one file of the front that knows the silo's code.</summary>
internal static class InProcessSilo
{
    public static void Add(WebApplicationBuilder builder)
    {
        try
        {
            builder.AddFuelGrainsSilo();
        }
        catch (SettingsException wrong)
        {
            throw new StartRefusedException(wrong.Message, wrong);
        }
    }

    /// <summary>Checks the times among the settings as a silo does.</summary>
    public static void CheckTimes(IConfiguration configuration)
    {
        try
        {
            TimeSettings.Check(configuration);
        }
        catch (SettingsException wrong)
        {
            throw new StartRefusedException(wrong.Message, wrong);
        }
    }

    /// <summary>A sentence for a start that failed for a reason its operator can mend; null for anything else.</summary>
    public static string? Explain(Exception error) => StartRefusal.Sentence(error);
}
