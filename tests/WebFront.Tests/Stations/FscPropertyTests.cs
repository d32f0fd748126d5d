using System.Text;
using CsCheck;
using FuelGrains.WebFront.Stations.OpenFsc;

namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>Properties of any message, whole, cut up or broken.</summary>
public sealed class FscPropertyTests
{
    private static readonly Gen<string> Name = Gen.Select(
        Gen.Char["abzAZ"],
        Gen.String[Gen.Char["az09AZ"], 0, 10],
        (first, rest) => first + rest
    );
    private static readonly Gen<string> Word = Gen.String[Gen.Char['!', '~'], 1, 12];
    private static readonly Gen<string> Session = Gen.OneOf(Gen.Const(""), Gen.String[Gen.Char["az09-_/"], 1, 8]);

    private static readonly Gen<FscMessage> Message = Gen.Select(
        Session,
        Gen.OneOf(Gen.Const("*"), Name),
        Name,
        Word.Array[0, 6],
        (session, tag, method, words) => new FscMessage(session, tag, method, string.Join(' ', words))
    );

    private static readonly Gen<string> Digits = Gen.Long[0, 999_999_999]
        .Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void A_message_that_is_written_is_read_back_the_same() =>
        Message.Sample(message =>
        {
            FscMessage.Parse(message.ToString(), out var tag).ShouldBe(message);
            tag.ShouldBe(message.ToString().Split(' ')[0]);
        });

    [Fact]
    public void However_a_stream_is_cut_into_frames_the_same_lines_come_out() =>
        Gen.Select(Message.Array[1, 8], Gen.Int[1, 40].Array[0, 60])
            .Sample(
                (messages, cuts) =>
                {
                    var bytes = Encoding.ASCII.GetBytes(string.Concat(messages.Select(m => m + "\r\n")));
                    var (lines, heard, at) = (new FscLines(), new List<string>(), 0);
                    foreach (var cut in cuts.Append(bytes.Length))
                    {
                        var end = Math.Min(bytes.Length, at + cut);
                        lines.Add(
                            bytes.AsSpan(at..end),
                            (line, fault) =>
                                heard.Add(
                                    fault == FscLineFault.None ? Encoding.ASCII.GetString(line) : fault.ToString()
                                )
                        );
                        at = end;
                    }
                    heard.ShouldBe(messages.Select(m => m.ToString()));
                }
            );

    [Fact]
    public void Rubbish_of_any_kind_never_throws_and_the_next_line_is_heard() =>
        Gen
            .Byte.Array[0, 20_000]
            .Sample(
                rubbish =>
                {
                    var (lines, heard) = (new FscLines(), new List<string>());
                    void Read(ReadOnlySpan<byte> line, FscLineFault fault)
                    {
                        line.Length.ShouldBeLessThanOrEqualTo(FscLines.Longest);
                        if (
                            fault == FscLineFault.None
                            && FscCharset.Decode(FscCharset.Find("UTF-8")!, line) is { } text
                            && FscMessage.Parse(text, out _) is { } message
                        )
                            heard.Add(message.ToString());
                    }
                    lines.Add(rubbish, Read);
                    lines.Add("\r\n* PUMP 1 free\r\n"u8, Read);
                    heard[^1].ShouldBe("* PUMP 1 free");
                },
                iter: 300
            );

    [Fact]
    public void Any_arguments_of_any_report_are_read_or_refused_and_never_throw() =>
        Gen.Select(
                Gen.OneOf(Const("PUMP", "PRICE", "PRODUCT", "TRANSACTION", "METER")),
                Gen.OneOf(Word, Digits, Gen.OneOf(Const("LTR", "EUR", "open", "-", "free", "1.5", ""))).Array[0, 14]
            )
            .Sample(
                (method, words) =>
                {
                    var message = new FscMessage("", "*", method, string.Join(' ', words));
                    if (FscReports.Transaction(message) is { } transaction)
                    {
                        transaction.Pump.ShouldBeGreaterThan(0);
                        transaction.AmountFen.ShouldBeGreaterThanOrEqualTo(0);
                        transaction.VolumeMl.ShouldBeGreaterThanOrEqualTo(0);
                    }
                    _ = (
                        FscReports.Pump(message),
                        FscReports.Price(message),
                        FscReports.Product(message),
                        FscReports.Meter(message)
                    );
                }
            );

    [Fact]
    public void A_fixed_number_is_written_and_read_back_the_same() =>
        Gen.Select(Gen.Long[0, 999_999_999_999], Gen.Int[1, 3])
            .Sample(
                (value, places) =>
                {
                    FscNumber
                        .TryFixed(FscNumber.Fixed(value, places), places, out var read, out var exact)
                        .ShouldBeTrue();
                    (read, exact).ShouldBe((value, true));
                }
            );

    [Fact]
    public void A_transaction_written_by_any_client_is_read_as_it_was_meant() =>
        Gen.Select(Gen.Int[1, 9_999], Gen.Long[1, 999_999], Gen.Long[1, 999_999], Gen.Long[1, 99_999])
            .Sample(
                (pump, fen, millilitres, price) =>
                {
                    var line =
                        $"{pump} t1 open 95 CNY {FscNumber.Fixed(fen, 2)} 0.0 13.0 0.0 LTR {FscNumber.Fixed(millilitres, 3)}0 {FscNumber.Fixed(price, 3)}0";
                    var read = FscReports.Transaction(new("", "*", "TRANSACTION", line))!;
                    (read.Pump, read.AmountFen, read.VolumeMl, read.PriceMilli, read.Exact).ShouldBe(
                        (pump, fen, millilitres, price, true)
                    );
                }
            );

    private static Gen<string>[] Const(params string[] words) => [.. words.Select(word => Gen.Const(word))];
}
