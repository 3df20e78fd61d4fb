namespace AsyncRL.Atari.Tests.Scripted;

/// <summary>Chooses an action every fourth frame.</summary>
internal interface IPlayer
{
    /// <summary>The next action.</summary>
    /// <param name="ram">The console's memory, from address $80 on.</param>
    AtariAction Choose(ReadOnlySpan<byte> ram);
}
