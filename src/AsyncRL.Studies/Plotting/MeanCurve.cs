namespace AsyncRL.Plotting;

/// <summary>The mean of several runs that were observed at different positions, with its spread.</summary>
internal static class MeanCurve
{
    /// <summary>
    /// Interpolates each run linearly between its own observations and takes the mean at evenly spread positions; before its
    /// first and after its last observation a run does not count.
    /// </summary>
    /// <param name="runs">Position and value, ascending; at least one each.</param>
    /// <param name="spread">What the spread of the points is.</param>
    /// <param name="count">Positions; at least 2.</param>
    /// <returns>Points with finite values.</returns>
    public static IReadOnlyList<PlotPoint> Of(List<List<(double Step, double Value)>> runs, CurveSpread spread, int count)
    {
        double first = runs.Min(r => r[0].Step);
        double last = runs.Max(r => r[^1].Step);
        if (first == last)
        {
            return [PointAt(runs, first, spread)];
        }

        var joined = new PlotPoint[count];
        for (int i = 0; i < count; i++)
        {
            joined[i] = PointAt(runs, i == count - 1 ? last : first + (last - first) * i / (count - 1), spread);
        }

        return [.. joined.Where(p => double.IsFinite(p.Y))];
    }

    private static PlotPoint PointAt(List<List<(double Step, double Value)>> runs, double step, CurveSpread spread)
    {
        double[] values = [.. runs.Select(r => ValueAt(r, step)).Where(double.IsFinite)];
        if (values.Length == 0)
        {
            return new PlotPoint(step, double.NaN);
        }

        double mean = values.Average();
        if (spread == CurveSpread.Range || values.Length == 1)
        {
            return new PlotPoint(step, mean, values.Min(), values.Max());
        }

        double deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
        return new PlotPoint(step, mean, mean - deviation, mean + deviation);
    }

    private static double ValueAt(List<(double Step, double Value)> run, double step)
    {
        if (step < run[0].Step || step > run[^1].Step)
        {
            return double.NaN;
        }

        int after = run.FindIndex(r => r.Step >= step);
        if (after == 0 || run[after].Step == step)
        {
            return run[after].Value;
        }

        (double beforeStep, double beforeValue) = run[after - 1];
        double share = (step - beforeStep) / (run[after].Step - beforeStep);
        return beforeValue + share * (run[after].Value - beforeValue);
    }
}
