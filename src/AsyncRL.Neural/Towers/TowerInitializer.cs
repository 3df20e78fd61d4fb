namespace AsyncRL.Neural;

/// <summary>Draws new parameters for a board tower.</summary>
internal static class TowerInitializer
{
    // Moves begin nearly alike, and values, ownership and scores near zero.
    private const float OutputScale = 0.1f;

    public static void Fill(BoardTowerDescription tower, Span<float> parameters, Initialization how, Func<double> uniform)
    {
        parameters.Clear();
        foreach (ParameterView weight in tower.Parameters.Views.Where(v => v.Shape.Count > 1))
        {
            float scale = ScaleOf(weight.Name, tower.Settings.Blocks);
            if (scale == 0f)
            {
                continue;
            }

            var values = new float[weight.Count];
            int outputs = weight.Shape[^1], fanIn = weight.Count / outputs;
            if (how == Initialization.FanInUniform)
            {
                // What keeps the variance through a ReLU (He et al. 2015).
                ParameterInitializer.Uniform(values, scale * MathF.Sqrt(6f / fanIn), uniform);
            }
            else
            {
                ParameterInitializer.Orthogonal(values, fanIn, outputs, scale * MathF.Sqrt(2f), uniform);
            }

            weight.CopyFrom(parameters, values);
        }
    }

    private static float ScaleOf(string name, int blocks) => name[..name.LastIndexOf('.')] switch
    {
        "input" or "moves.conv" or "value.hidden" => 1f,
        var layer when layer.EndsWith("conv1", StringComparison.Ordinal) => 1f / MathF.Sqrt(blocks),
        var layer when layer.EndsWith("conv2", StringComparison.Ordinal) => 0f,
        _ => OutputScale,
    };
}
