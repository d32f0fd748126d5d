namespace FuelGrains.GrainInterfaces.Customers;

/// <summary>Counts the subscribe messages that customers agreed to: one consent pays for one message.</summary>
[Alias("fuel.consents")]
public interface IConsentsGrain : IGrainWithIntegerKey
{
    /// <summary>Lists every template with the consents that are left.</summary>
    [Alias("list")]
    Task<ImmutableArray<ConsentView>> ListAsync(CustomerId customer);

    /// <summary>Lists every template of the settings.</summary>
    [Alias("templates")]
    Task<ImmutableArray<NoticeTemplate>> TemplatesAsync();

    /// <summary>
    /// Adds one consent to each template, up to a limit. When a template is unknown, the grain adds nothing and returns null. A retry
    /// may count twice; that is harmless, because WeChat counts for itself and refuses.
    /// </summary>
    [Alias("accept")]
    Task<ImmutableArray<ConsentView>?> AcceptAsync(CustomerId customer, ImmutableArray<string> templates);
}

/// <param name="Event">The event that the message reports, such as <c>paid</c>.</param>
/// <param name="TemplateId">The id that wx.requestSubscribeMessage takes.</param>
[GenerateSerializer, Immutable, Alias("fuel.consent-view")]
public sealed record ConsentView(string Event, string TemplateId, int Remaining);

/// <param name="Event">The event that the message reports, such as <c>paid</c>.</param>
/// <param name="TemplateId">The id that wx.requestSubscribeMessage takes.</param>
[GenerateSerializer, Immutable, Alias("fuel.notice-template")]
public sealed record NoticeTemplate(string Event, string TemplateId);
