using System.Text.Json.Nodes;
using AsyncRL.Cli.Tests.Support;

namespace AsyncRL.Cli.Tests;

public class SignatureTests
{
    // What training on the scalar kernels ends with. docs/performance.md, "The signature", says when and how to renew it.
    private const string ExchangeHash = "babe44b43f6f5f3c";

    // The command's hash until deterministic runs kept the form of sharing that was chosen: actors that take turns on one theta.
    // With a single writer every update reaches every replica before the next turn, so that it is the same.
    private const string OneThetaHash = "ddf076ce12ad036b";

    [GlibcFact]
    public void TheScalarTrainingEndsWithTheRecordedParameters() => AssertScalarHash(ExchangeHash);

    [GlibcFact]
    public void TheScalarTrainingOnOneThetaEndsWithTheRecordedParameters() =>
        AssertScalarHash(OneThetaHash, "--sharing", "hogwild");

    [GlibcFact]
    public void TheScalarTrainingWithASingleWriterIsThatOnOneTheta() =>
        AssertScalarHash(OneThetaHash, "--sharing", "single_writer");

    [Fact]
    public void AnUnknownFormOfSharingIsRefused()
    {
        (int code, string output, string error) = Asyncrl.Run("bench", "signature", "--sharing", "hogwash");
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Equal(
            "asyncrl: topology.sharing: 'hogwash' is not one of hogwild, single_writer, exchange (from --sharing).",
            error.TrimEnd());
    }

    [Fact]
    public void OneLineTellsBothKernels() =>
        Assert.Matches(@"^Scalar [0-9a-f]{16} [\d,]+ steps/s  (Scalar|Vector\d+) [0-9a-f]{16} [\d,]+ steps/s\s*$", Signature());

    [Fact]
    public void TheBestKernelsAloneNeedNoOtherProcess()
    {
        JsonArray results = JsonNode.Parse(Signature("--only-best", "--json"))!.AsArray();
        JsonNode best = Assert.Single(results)!;
        Assert.Equal(Neural.SimdSupport.Name, (string?)best["simd"]);
        Assert.True((double)best["steps_per_second"]! > 0);
        Assert.True((int)best["repetitions"]! >= 2);
    }

    private static void AssertScalarHash(string recorded, params string[] args)
    {
        JsonNode scalar = JsonNode.Parse(Signature(["--json", .. args]))![0]!;
        Assert.Equal("Scalar", (string?)scalar["simd"]);
        Assert.True(
            (string?)scalar["hash"] == recorded,
            "Training on the scalar kernels ended with the parameters " +
            $"{scalar["hash"]}, but {recorded} is recorded: some arithmetic " +
            "of acting, learning or CartPole has changed. If that was meant, record the new hash here and say so in the " +
            "commit; " +
            "see docs/performance.md.");
    }

    private static string Signature(params string[] args)
    {
        (int code, string output, string error) = Asyncrl.Run(["bench", "signature", "--seconds", "0.05", .. args]);
        Assert.True(code == 0, error);
        return output;
    }
}
