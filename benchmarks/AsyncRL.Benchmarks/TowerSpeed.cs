using System.Globalization;
using AsyncRL.Neural;

namespace AsyncRL.Benchmarks;

/// <summary>
/// Evaluations and training samples of board towers in a second of processor time, beside the peak of the same minute.
/// <c>dotnet run -c Release --project benchmarks/AsyncRL.Benchmarks -- tower</c>
/// </summary>
internal static class TowerSpeed
{
    private const int Repetitions = 15;

    public static int Run()
    {
        Console.WriteLine("kernels " + KernelSet.Best.Name);
        foreach ((string name, BoardTowerDescription tower) in Towers())
        {
            Measure(name, tower);
        }

        return 0;
    }

    private static IEnumerable<(string Name, BoardTowerDescription Tower)> Towers()
    {
        var small = new BoardTowerSettings { Channels = 32, Blocks = 4 };
        var large = new BoardTowerSettings { Channels = 64, Blocks = 6 };
        foreach ((string size, BoardTowerSettings settings) in ((string, BoardTowerSettings)[])[("4x32", small), ("6x64", large)])
        {
            yield return ($"go 9 x 9, {size}", new BoardTowerDescription(
                9, 9, 16, BoardMoves.Points(9, 9, pass: true), settings with { Ownership = true }));
            yield return ($"connect four, {size}", new BoardTowerDescription(6, 7, 2, BoardMoves.Columns(6, 7), settings));
            yield return ($"tic-tac-toe, {size}", new BoardTowerDescription(
                3, 3, 2, BoardMoves.Points(3, 3, pass: false), settings));
        }
    }

    private static void Measure(string name, BoardTowerDescription description)
    {
        var theta = new ParameterVector(description.Parameters);
        description.Initialize(theta.Span, Initialization.Orthogonal, new Random(1).NextDouble);
        var player = new BoardTower(description);
        var learner = new BoardTower(description, learns: true);
        player.Load(theta);
        learner.Load(theta);
        var random = new Random(2);
        float[] features = [.. Enumerable.Range(0, description.InputLength).Select(_ => random.NextSingle() < 0.3f ? 1f : 0f)];
        var policy = new float[description.Moves.Count];
        policy.AsSpan().Fill(0.01f);
        int count = (int)Math.Max(20, 2_000_000_000 / description.ForwardFlops);
        double peak = 0, play = 0, learn = 0;
        for (int i = 0; i <= Repetitions; i++)
        {
            // In turns, so that all see the same machine; the best of each, since other programs only ever take away.
            peak = Math.Max(peak, FmaPeak.Measure(1, TimeSpan.FromMilliseconds(20)));
            play = Math.Max(play, Rate(count, () => player.Evaluate(features)));
            learn = Math.Max(learn, Rate(Math.Max(10, count / 4), () =>
            {
                learner.Evaluate(features);
                learner.Backward(policy, 0.1f);
            }));
        }

        double gflops = play * description.ForwardFlops / 1e9;
        double learning = learn * (description.ForwardFlops + description.BackwardFlops) / 1e9;
        Write($"{name,-20} {play,8:N0} evaluations/s {gflops,6:0.0} GFLOP/s, {gflops / peak:0.00} of the peak of {peak:0}");
        Write($"{string.Empty,-20} {learn,8:N0} samples/s     {learning,6:0.0} GFLOP/s, {learning / peak:0.00}");
    }

    private static double Rate(int count, Action once)
    {
        // The processor's time, which other programs on the machine disturb less than the clock's.
        TimeSpan begin = Environment.CpuUsage.TotalTime;
        for (int n = 0; n < count; n++)
        {
            once();
        }

        return count / (Environment.CpuUsage.TotalTime - begin).TotalSeconds;
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
