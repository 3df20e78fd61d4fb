using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Games.Tests;

/// <summary>Puts a game into a state made by hand.</summary>
internal static class Saved
{
    /// <summary>
    /// Resets a game and replaces what it saved after the base class's part, whose length is that of a game with no state.
    /// </summary>
    public static void Set(Environment game, Action<BinaryWriter> write)
    {
        game.Reset(0, new float[game.ObservationSpace.Length]);
        using var stream = new MemoryStream();
        var writer = new BinaryWriter(stream);
        game.SaveState(writer);

        // The base class writes its name with a length byte, the phase, whether there is a generator, and 37 bytes of it.
        stream.SetLength(1 + game.GetType().Name.Length + 1 + 1 + 37);
        stream.Position = stream.Length;
        write(writer);
        stream.Position = 0;
        game.LoadState(new BinaryReader(stream));
        Assert.Equal(stream.Length, stream.Position);
    }
}
