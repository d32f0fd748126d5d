using FuelGrains.Load.Clients;

namespace FuelGrains.Load.Burst;

/// <summary>One press of the button. Every attempt of it carries the same key.</summary>
internal sealed record Press(Customer Customer, string Key)
{
    /// <summary>
    /// Each customer once, and each n-th a second time with a second phone right behind the first:
    /// a limit per customer that nobody tries to break was not tested.
    /// </summary>
    public static Press[] All(IReadOnlyList<Customer> customers, int secondPhoneEvery, string run)
    {
        var presses = new List<Press>(customers.Count * 2);
        for (var i = 0; i < customers.Count; i++)
        {
            presses.Add(new(customers[i], $"{run}-{i}-1"));
            if (secondPhoneEvery > 0 && i % secondPhoneEvery == 0)
                presses.Add(new(customers[i], $"{run}-{i}-2"));
        }
        return [.. presses];
    }
}

/// <param name="Press">Who pressed, with which key.</param>
/// <param name="Last">The final answer; still unknown when every attempt was.</param>
/// <param name="EverUnknown">An attempt without an answer may take effect later than a refusal that followed it.</param>
internal sealed record PressOutcome(Press Press, Answer Last, bool EverUnknown)
{
    public bool Acknowledged => Last.Kind == AnswerKind.Accepted;

    public bool Unresolved => Last.Kind == AnswerKind.Unknown;
}
