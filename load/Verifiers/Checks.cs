using System.Collections;

namespace FuelGrains.Load.Verifiers;

/// <summary>The checks of one verifier.</summary>
/// <param name="where">What is looked at.</param>
internal sealed class Checks(string where) : IEnumerable<Check>
{
    private readonly List<Check> _checks = [];

    /// <inheritdoc cref="Check.None"/>
    public void None<T>(string promise, IEnumerable<T> offenders) => _checks.Add(Check.None(where, promise, offenders));

    public void That(string promise, bool held, string found) => _checks.Add(Check.Of(where, promise, held, found));

    public IEnumerator<Check> GetEnumerator() => _checks.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
