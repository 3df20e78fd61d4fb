namespace AsyncRL.Neural.Tests;

/// <summary>
/// A board tower written out from its description, one number at a time in double precision: points off the board are skipped
/// rather than zeroed, borders are asked for rather than stored.
/// </summary>
internal sealed class NaiveTower(BoardTowerDescription description, ReadOnlySpan<float> parameters)
{
    private readonly Dictionary<string, double[]> tensors = Read(description, parameters);

    /// <summary>A parameter, to be read or changed.</summary>
    public ref double this[string name, int index] => ref tensors[name][index];

    public (double[] Policy, double Value, double[] Ownership, double Score) Evaluate(double[] features, bool[]? onBoard = null)
    {
        BoardTowerSettings settings = description.Settings;
        int points = description.Points, channels = settings.Channels;
        bool[] on = onBoard ?? [.. Enumerable.Repeat(true, points)];
        double count = on.Count(o => o);

        double[] x = Relu(Convolve(features, description.Planes, "input", channels, on));
        for (int block = 1; block <= settings.Blocks; block++)
        {
            double[] inside = Relu(Convolve(x, channels, $"block{block}.conv1", channels, on));
            double[] sum = Convolve(inside, channels, $"block{block}.conv2", channels, on);
            x = Relu([.. x.Zip(sum, (a, b) => a + b)]);
        }

        int[] board = [.. Enumerable.Range(0, points).Where(p => on[p])];
        double[] pooled =
        [
            .. Enumerable.Range(0, channels).Select(c => board.Average(p => x[p * channels + c])),
            .. Enumerable.Range(0, channels).Select(c => board.Max(p => x[p * channels + c])),
        ];

        var policy = new double[description.Moves.Count];
        double[] everywhere = Dense(pooled, "moves.pooled", settings.MoveChannels);
        foreach (int point in board.Where(p => description.Moves.OfPoint[p] >= 0))
        {
            double[] own = Dense(x[(point * channels)..((point + 1) * channels)], "moves.conv", settings.MoveChannels);
            double[] units = Relu([.. own.Zip(everywhere, (a, b) => a + b)]);
            policy[description.Moves.OfPoint[point]] += Dense(units, "moves.logit", 1)[0];
        }

        int next = 0;
        foreach (int move in description.Moves.OfNoPoint)
        {
            policy[move] = Dense(pooled, "moves.others", description.Moves.OfNoPoint.Count)[next++];
        }

        var ownership = new double[settings.Ownership ? points : 0];
        if (settings.Ownership)
        {
            foreach (int point in board)
            {
                ownership[point] = Math.Tanh(Dense(x[(point * channels)..((point + 1) * channels)], "ownership", 1)[0]);
            }

            pooled = [.. pooled, ownership.Sum() / Math.Sqrt(count)];
        }

        double[] hidden = Relu(Dense(pooled, "value.hidden", settings.ValueHidden));
        double value = Math.Tanh(Dense(hidden, "value.output", 1)[0]);
        return (policy, value, ownership, settings.Score ? Dense(hidden, "score", 1)[0] : 0);
    }

    private double[] Convolve(double[] x, int inputs, string name, int outputs, bool[] on)
    {
        double[] w = tensors[$"{name}.weight"], bias = tensors[$"{name}.bias"];
        var y = new double[description.Points * outputs];
        for (int row = 0; row < description.Rows; row++)
        {
            for (int column = 0; column < description.Columns; column++)
            {
                int point = row * description.Columns + column;
                for (int o = 0; o < outputs && on[point]; o++)
                {
                    double sum = bias[o];
                    for (int tap = 0; tap < 9; tap++)
                    {
                        int r = row + tap / 3 - 1, c = column + tap % 3 - 1, from = r * description.Columns + c;
                        if (r >= 0 && r < description.Rows && c >= 0 && c < description.Columns && on[from])
                        {
                            for (int i = 0; i < inputs; i++)
                            {
                                sum += x[from * inputs + i] * w[(tap * inputs + i) * outputs + o];
                            }
                        }
                    }

                    y[point * outputs + o] = sum;
                }
            }
        }

        return y;
    }

    private double[] Dense(double[] x, string name, int outputs)
    {
        double[] w = tensors[$"{name}.weight"];
        double[]? bias = tensors.GetValueOrDefault($"{name}.bias");
        return [.. Enumerable.Range(0, outputs).Select(o => (bias?[o] ?? 0) + x.Select((v, i) => v * w[i * outputs + o]).Sum())];
    }

    private static double[] Relu(double[] x) => [.. x.Select(v => Math.Max(0, v))];

    private static Dictionary<string, double[]> Read(BoardTowerDescription description, ReadOnlySpan<float> parameters)
    {
        var tensors = new Dictionary<string, double[]>();
        foreach (ParameterView view in description.Parameters.Views)
        {
            var values = new float[view.Count];
            view.CopyTo(parameters, values);
            tensors[view.Name] = [.. values.Select(v => (double)v)];
        }

        return tensors;
    }
}
