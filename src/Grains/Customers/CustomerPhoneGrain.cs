using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;

namespace FuelGrains.Grains.Customers;

/// <summary>Keeps a customer's phone number; the only writer of its row.</summary>
public sealed class CustomerPhoneGrain(LedgerDatabase ledger, IWeChatPhones weChat, Sealer sealer, TimeProvider time)
    : Grain,
        ICustomerPhoneGrain
{
    private CustomerId Id => new(this.GetPrimaryKey());
    private SealedPlace Place => new(CustomerPhoneTable.Name, CustomerPhoneTable.SealedColumn, Id.Value);

    public async Task<string?> GetAsync() =>
        await ledger.ReadAsync(session => CustomerPhoneTable.FindAsync(session, Id)) is { } envelope
            ? Mask(sealer.Open(Place, envelope))
            : null;

    public async Task<CustomerPhoneReply> SetAsync(string code)
    {
        var phone = await ExchangeAsync(code);
        if (phone.Number is not { } number)
            return new(phone.Outcome);
        var envelope = sealer.Seal(Place, number);
        await ledger.WriteAsync(session => CustomerPhoneTable.SetAsync(session, Id, envelope, time.GetUtcNow()));
        return new(CustomerPhoneOutcome.Done, Mask(number));
    }

    public Task ForgetAsync() => ledger.WriteAsync(session => CustomerPhoneTable.DeleteAsync(session, Id));

    /// <summary>
    /// Shows the last four digits; of a number of the mainland, which has eleven, also the first three. Of a short number it shows the last
    /// two.
    /// </summary>
    internal static string Mask(string number)
    {
        var (country, digits) = number.Split(' ', 2) is [var code, var rest] ? (code, rest) : ("", number);
        return (country, digits.Length) switch
        {
            ("+86", 11) => $"{digits[..3]}****{digits[^4..]}",
            (_, >= 8) => $"{country} ****{digits[^4..]}",
            _ => $"{country} ****{digits[^2..]}",
        };
    }

    private async Task<WeChatPhone> ExchangeAsync(string code)
    {
        await foreach (var token in GrainFactory.AccessTokensAsync())
        {
            var phone = await weChat.ExchangeAsync(token, code, CancellationToken.None);
            if (!phone.TokenInvalid)
                return phone;
        }
        return new(CustomerPhoneOutcome.Unavailable);
    }
}
