namespace AsyncRL.Play;

/// <summary>
/// A player's first port: where the parameters that it acts with come from. Its own theta, a replica, a
/// published copy, or another process.
/// </summary>
public interface IParameterSource
{
    /// <summary>Takes in what there is to take in, before a segment.</summary>
    /// <returns>How many updates the parameters have got that the segment is played with.</returns>
    long Refresh();

    /// <summary>
    /// Writes what a player needs to go on in the middle of a segment: the parameters, where they are
    /// a copy that no one else saves.
    /// </summary>
    /// <param name="writer">The checkpoint.</param>
    void SaveParameters(BinaryWriter writer)
    {
    }

    /// <summary>Reads what <see cref="SaveParameters"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    void LoadParameters(BinaryReader reader)
    {
    }
}
