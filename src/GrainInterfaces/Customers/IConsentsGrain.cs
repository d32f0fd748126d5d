namespace FuelGrains.GrainInterfaces.Customers;

/// <summary>Counts what customers agreed to be told by subscribe message: one consent, one message.</summary>
[Alias("fuel.consents")]
public interface IConsentsGrain : IGrainWithIntegerKey
{
    /// <summary>Every template there is, with the consents that are left.</summary>
    [Alias("list")]
    Task<ImmutableArray<ConsentView>> ListAsync(CustomerId customer);

    /// <summary>
    /// Adds one consent to each template, up to a limit; null, and nothing is added, when one is unknown. Counted twice by a retry it
    /// does no harm: WeChat counts for itself and refuses.
    /// </summary>
    [Alias("accept")]
    Task<ImmutableArray<ConsentView>?> AcceptAsync(CustomerId customer, ImmutableArray<string> templates);
}

/// <param name="Event">What it tells of, such as <c>paid</c>.</param>
/// <param name="TemplateId">What wx.requestSubscribeMessage takes.</param>
[GenerateSerializer, Immutable, Alias("fuel.consent-view")]
public sealed record ConsentView(string Event, string TemplateId, int Remaining);
