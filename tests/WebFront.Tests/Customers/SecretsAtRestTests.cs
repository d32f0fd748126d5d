using System.Text;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FuelGrains.WebFront.Tests.Customers;

/// <summary>Openids, voucher codes and phone numbers are in no log line, and not in clear text in the database.</summary>
public abstract class SecretsAtRestTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task No_log_and_no_dump_holds_an_openid_a_code_or_a_phone_number()
    {
        var customer = await Product.LoginAsync("secret");
        var openId = (
            await Product.SiloServices.GetRequiredService<CustomerIdentities>().OpenIdAsync(customer.Customer, Ct)
        )!;
        openId.Length.ShouldBeGreaterThan(10);
        var phone = $"139{Random.Shared.Next(10_000_000, 99_999_999)}";
        var phoneCode = await Product.WeChat.PhoneCodeAsync(phone, Ct);
        (await customer.PostAsync("/api/profile/phone", new { code = phoneCode })).ShouldBeOk();
        var vouchers = await Product.BuyVouchersAsync(customer, quantity: 2);
        var codes = new List<string>();
        foreach (var id in vouchers)
        {
            codes.Add((await customer.GetAsync($"/api/vouchers/{id}")).Json.GetProperty("code").GetString()!);
            (await customer.GetAsync($"/api/vouchers/{id}/qr.svg")).ShouldBeOk();
        }
        var (station, guess) = (await Product.NewStationAsync(), VoucherCode.New());
        var staff = Product.StationStaff(station);
        (await RedeemAsync(codes[0])).ShouldBeAccepted();
        (await RedeemAsync(codes[0])).ShouldBeProblem(409, "voucher-used");
        (await RedeemAsync(guess)).ShouldBeProblem(404, "unknown-code");

        var secrets = codes
            .SelectMany(code => new[] { code, Bare(code) })
            .Append(openId)
            .Append(guess)
            .Append(phone)
            .Append(phoneCode)
            .ToList();
        var (log, dump) = (string.Join('\n', Product.Log.Lines), await DumpAsync());
        dump.ShouldContain(
            vouchers[0].ToString().Replace("-", "", StringComparison.Ordinal)[..12],
            Case.Insensitive,
            "the dump holds what was just written"
        );
        foreach (var secret in secrets)
        {
            log.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{secret} is in the log");
            dump.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{secret} is in the database");
        }

        Task<Reply> RedeemAsync(string code) =>
            staff.PostAsync($"/api/stations/{station}/redemptions", new { code }, Guid.NewGuid().ToString());
    }

    /// <summary>Returns everything that the database keeps, as text.</summary>
    protected abstract Task<string> DumpAsync();

    private static string Bare(string code) => code.Replace("-", "", StringComparison.Ordinal);
}

[Collection(InProcessOnSqlite.Name)]
public sealed class SecretsAtRestInProcessOnSqlite(InProcessOnSqlite product) : SecretsAtRestTests(product)
{
    /// <summary>Returns the bytes of the file and its log as text and in hex, because some columns keep bytes.</summary>
    protected override async Task<string> DumpAsync()
    {
        var file = await Product
            .SiloServices.GetRequiredService<LedgerDatabase>()
            .ReadAsync(s => s.Sql("PRAGMA database_list").FirstAsync(r => r.Text(2)), Ct);
        var text = new StringBuilder();
        foreach (
            var part in Directory.GetFiles(
                System.IO.Path.GetDirectoryName(file)!,
                System.IO.Path.GetFileName(file) + "*"
            )
        )
        {
            await using var stream = new FileStream(
                part,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, Ct);
            var bytes = copy.ToArray();
            text.Append(Encoding.Latin1.GetString(bytes)).Append('\n').Append(Convert.ToHexString(bytes)).Append('\n');
        }
        return text.ToString();
    }
}

[Collection(RemoteOnPostgres.Name)]
public sealed class SecretsAtRestRemoteOnPostgres(RemoteOnPostgres product) : SecretsAtRestTests(product)
{
    private readonly RemoteOnPostgres _product = product;

    /// <summary>Returns every row of every table.</summary>
    protected override async Task<string> DumpAsync()
    {
        await using var connection = new NpgsqlConnection(_product.ConnectionString);
        await connection.OpenAsync(Ct);
        var tables = new List<string>();
        await using (
            var list = new NpgsqlCommand(
                "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'",
                connection
            )
        )
        await using (var reader = await list.ExecuteReaderAsync(Ct))
            while (await reader.ReadAsync(Ct))
                tables.Add(reader.GetString(0));
        tables.Count.ShouldBeGreaterThan(10);
        var text = new StringBuilder();
        foreach (var table in tables)
        {
            await using var rows = new NpgsqlCommand(
                $"SELECT replace(t::text, '-', ''), t::text FROM {table} t",
                connection
            );
            await using var reader = await rows.ExecuteReaderAsync(Ct);
            while (await reader.ReadAsync(Ct))
                text.Append(reader.GetString(0)).Append('\n').Append(reader.GetString(1)).Append('\n');
        }
        return text.ToString();
    }
}
