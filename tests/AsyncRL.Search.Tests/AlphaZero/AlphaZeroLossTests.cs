using AsyncRL.Search.AlphaZero;
using AsyncRL.Search.Games;

namespace AsyncRL.Search.Tests.AlphaZero;

/// <summary>The losses against their formulas as they are written, and their gradients against finite differences.</summary>
public sealed class AlphaZeroLossTests
{
    private const float Step = 1e-2f;

    [Fact]
    public void ThePolicysLossIsTheCrossEntropyOverLegalMoves()
    {
        var random = new FastRandom(7);
        for (int repetition = 0; repetition < 200; repetition++)
        {
            int moves = 2 + random.Below(20);
            float[] logits = [.. Enumerable.Range(0, moves).Select(_ => 6 * random.NextSingle() - 3)];
            bool[] legal = [.. Enumerable.Range(0, moves).Select(i => i == 1 || random.Below(3) > 0)];
            float[] target = [.. legal.Select(l => l && random.Below(4) > 0 ? random.NextSingle() : 0)];
            target[1] += 0.1f;
            float sum = target.Sum();
            target = [.. target.Select(t => t / sum)];
            var gradient = new float[moves];

            double loss = AlphaZeroLoss.Policy(logits, target, legal, 0.5f, gradient);

            Assert.Equal(Naive(logits, target, legal), loss, 1e-4);
            for (int move = 0; move < moves; move++)
            {
                float[] up = [.. logits], down = [.. logits];
                up[move] += Step;
                down[move] -= Step;
                double slope = (Naive(up, target, legal) - Naive(down, target, legal)) / (2 * Step);
                Assert.Equal(0.5 * slope, gradient[move], 1e-3);
            }
        }

        static double Naive(float[] logits, float[] target, bool[] legal)
        {
            double total = 0;
            for (int i = 0; i < logits.Length; i++)
            {
                total += legal[i] ? Math.Exp(logits[i]) : 0;
            }

            double loss = 0;
            for (int i = 0; i < logits.Length; i++)
            {
                loss -= target[i] == 0 ? 0 : target[i] * Math.Log(Math.Exp(logits[i]) / total);
            }

            return loss;
        }
    }

    [Fact]
    public void LargeLogitsStayFinite()
    {
        var gradient = new float[2];
        double loss = AlphaZeroLoss.Policy([2_000, -2_000], [0, 1], [true, true], 1, gradient);
        Assert.Equal(4_000, loss, 1e-6);
        Assert.Equal([1f, -1f], gradient);
    }

    [Theory]
    [InlineData(0.5f, 1f)]
    [InlineData(-0.25f, 0f)]
    [InlineData(1f, -1f)]
    public void TheValuesLossIsHalfItsSquaredError(float value, float outcome)
    {
        double loss = AlphaZeroLoss.Value(value, outcome, 3, out float gradient);
        Assert.Equal(0.5 * (value - outcome) * (value - outcome), loss, 1e-9);
        Assert.Equal(3 * (value - outcome), gradient, 1e-6);
    }

    [Fact]
    public void TheOwnersLossIsTheMeanSquaredError()
    {
        float[] owners = [0.5f, -0.5f, 0.9f, 0], target = [1, -1, -1, 0];
        var gradient = new float[4];
        double loss = AlphaZeroLoss.Ownership(owners, target, 2, gradient);
        Assert.Equal((0.25 + 0.25 + 3.61) / 4, loss, 1e-5);
        for (int point = 0; point < 4; point++)
        {
            float[] up = [.. owners], down = [.. owners];
            up[point] += Step;
            down[point] -= Step;
            var unused = new float[4];
            double slope =
                (AlphaZeroLoss.Ownership(up, target, 2, unused) - AlphaZeroLoss.Ownership(down, target, 2, unused)) / (2 * Step);
            Assert.Equal(2 * slope, gradient[point], 1e-3);
        }
    }
}
