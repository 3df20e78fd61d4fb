using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Serialization;

public sealed class TowerTensorsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ATowerIsReadBackFromAFileAndServesAnotherBoard()
    {
        BoardTowerDescription tower = new(
            5, 5, 3, BoardMoves.Points(5, 5, pass: true), new() { Channels = 16, Blocks = 2, Ownership = true, Score = true });
        var model = new ModelDescription([new TowerPart("tower", tower)]);
        ParameterVector theta = new(model.Parameters), read = new(model.Parameters);
        var random = new Random(1);
        foreach (ParameterView view in model.Parameters.Views)
        {
            view.CopyFrom(theta.Span, [.. Enumerable.Range(0, view.Count).Select(_ => random.NextSingle() - 0.5f)]);
        }

        string path = folder.Sub("tower.safetensors");
        SafetensorsWriter.Write(path, ModelTensors.Of("model.", theta), new Dictionary<string, string>());
        SafetensorsFile file = SafetensorsFile.Read(path);
        Assert.Equal([3, 3, 16, 16], model.Parameters["tower.block2.conv1.weight"].Shape);
        Assert.Contains("model.tower.block2.conv1.weight", file.Names);
        ModelTensors.Read(file, "model.", read);
        Assert.True(read.Span.SequenceEqual(theta.Span));

        // No tensor depends on the size of the board.
        var large = new ModelDescription([new TowerPart("tower", tower.On(9, 9, BoardMoves.Points(9, 9, pass: true)))]);
        var onLarge = new ParameterVector(large.Parameters);
        ModelTensors.Read(file, "model.", onLarge);
        Assert.True(onLarge.Span.SequenceEqual(theta.Span));
    }
}
