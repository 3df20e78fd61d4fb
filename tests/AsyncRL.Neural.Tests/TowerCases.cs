namespace AsyncRL.Neural.Tests;

/// <summary>Board towers that tests evaluate, and random parameters and features for them.</summary>
internal static class TowerCases
{
    public static readonly Dictionary<string, BoardTowerDescription> Towers = new()
    {
        ["go 9 x 9"] = Go(9, new() { Channels = 32, Blocks = 2, Ownership = true, Score = true }),
        ["go 5 x 5"] = Go(5, new() { Channels = 16, Blocks = 2, ValueHidden = 16, Ownership = true }),
        ["go 13 x 13, 48 channels"] = Go(13, new() { Channels = 48, Blocks = 1, MoveChannels = 32, Score = true }),
        ["connect four"] = new(6, 7, 2, BoardMoves.Columns(6, 7), new() { Channels = 32, Blocks = 1 }),
        ["tic-tac-toe, 64 channels"] = new(3, 3, 2, BoardMoves.Points(3, 3, pass: false), new() { Channels = 64, Blocks = 2 }),
        ["a point, no block"] = new(1, 1, 1, new BoardMoves(3, [1]), new() { Channels = 16, Blocks = 0, Ownership = true }),
        ["odd moves"] = new(2, 11, 5, new BoardMoves(6, [.. Enumerable.Range(0, 22).Select(p => p % 5 - 1)]),
            new() { Channels = 16, Blocks = 3, Score = true }),
    };

    public static TheoryData<string, string> WithWidths
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string tower in Towers.Keys)
            {
                foreach (string width in (string[])["Vector512", "Vector256", "Vector128", "Scalar"])
                {
                    cases.Add(tower, width);
                }
            }

            return cases;
        }
    }

    public static BoardTowerDescription Go(int size, BoardTowerSettings settings) =>
        new(size, size, 16, BoardMoves.Points(size, size, pass: true), settings);

    /// <summary>Parameters of which none is zero, so that nothing can be left out unnoticed.</summary>
    public static ParameterVector Drawn(BoardTowerDescription tower, int seed)
    {
        var random = new Random(seed);
        var theta = new ParameterVector(tower.Parameters);
        foreach (ParameterView view in tower.Parameters.Views)
        {
            float bound = view.Shape.Count == 1 ? 0.3f : MathF.Sqrt(3f / (view.Count / view.Shape[^1]));
            view.CopyFrom(theta.Span, [.. Enumerable.Range(0, view.Count).Select(_ => (random.NextSingle() * 2 - 1) * bound)]);
        }

        return theta;
    }

    public static float[] Features(BoardTowerDescription tower, Random random) =>
        [.. Enumerable.Range(0, tower.InputLength).Select(_ => random.NextSingle() * 2 - 1)];

    public static double[] Wide(float[] numbers) => [.. numbers.Select(x => (double)x)];

    public static void AssertNear(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= 2e-5 + 1e-4 * Math.Abs(expected[i]),
                $"{what} {i} is {actual[i]}, but should be {expected[i]}");
        }
    }
}
