namespace FuelGrains.WebFront.Hosting;

/// <summary>Collects what is wrong with a request, field by field. The first message of a field stays.</summary>
internal sealed class Validator
{
    public Dictionary<string, string[]> Errors { get; } = [];

    public void Require(bool holds, string field, string message)
    {
        if (!holds)
            Errors.TryAdd(field, [message]);
    }
}
