using System.Text.Json.Nodes;
using AsyncRL.Cli.Tests.Support;

namespace AsyncRL.Cli.Tests;

public class SignatureTests
{
    // What training on the scalar kernels ends with. docs/performance.md, "The signature", says when and how to renew it.
    private const string ScalarHash = "ddf076ce12ad036b";

    [GlibcFact]
    public void TheScalarTrainingEndsWithTheRecordedParameters()
    {
        JsonNode scalar = JsonNode.Parse(Signature("--json"))![0]!;
        Assert.Equal("Scalar", (string?)scalar["simd"]);
        Assert.True(
            (string?)scalar["hash"] == ScalarHash,
            $"Training on the scalar kernels ended with the parameters {scalar["hash"]}, but {ScalarHash} is recorded: some arithmetic of acting, learning or CartPole " +
            "has changed. If that was meant, record the new hash here and say so in the commit; see docs/performance.md.");
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

    private static string Signature(params string[] args)
    {
        (int code, string output, string error) = Asyncrl.Run(["bench", "signature", "--seconds", "0.05", .. args]);
        Assert.True(code == 0, error);
        return output;
    }
}
