namespace AsyncRL.Bundles;

/// <summary>Which gradients are too old to be applied (Nair et al. 2015).</summary>
internal static class StalenessRule
{
    /// <summary>Whether a gradient is dropped.</summary>
    /// <param name="updates">Updates of the server now.</param>
    /// <param name="version">Updates of the parameters that the gradient was computed with.</param>
    /// <param name="most">Greatest difference at which it is applied; 0 for any.</param>
    /// <returns>True where the difference is greater, or the server never had such parameters: it has died since, and gone on
    /// from an earlier state.</returns>
    public static bool Drops(long updates, long version, long most) =>
        version > updates || (most > 0 && updates - version > most);
}
