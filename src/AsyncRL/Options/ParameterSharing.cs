namespace AsyncRL;

/// <summary>How asynchronous actors share parameters.</summary>
public enum ParameterSharing
{
    /// <summary>
    /// All write the same parameters at once and may lose an update of an element to one another (Niu et al. 2011).
    /// </summary>
    Hogwild,

    /// <summary>
    /// Gradients are exchanged, and every actor applies all of them to a replica, or a share of one,
    /// that it alone writes. Nothing is lost.
    /// </summary>
    SingleWriter,

    /// <summary>
    /// Every actor learns on a replica of its own and exchanges what it has changed now and then (Downpour SGD,
    /// Dean et al. 2012). Nothing is lost.
    /// </summary>
    Exchange,
}
