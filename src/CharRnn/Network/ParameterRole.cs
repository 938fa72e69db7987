namespace CharRnn.Network;

/// <summary>The role of a parameter array in the network. Code that treats arrays differently checks the role, never the name.</summary>
internal enum ParameterRole
{
    /// <summary>U of a layer: from the character, or from h of the layer below, to the gates.</summary>
    InputWeights,

    /// <summary>W of a layer: from h of the previous step to the gates.</summary>
    RecurrentWeights,

    /// <summary>V: from h of the last layer to the logits.</summary>
    OutputWeights,

    /// <summary>b of a layer.</summary>
    Bias,

    /// <summary>d of a GRU layer: the bias added to W_n h, inside the reset gate.</summary>
    RecurrentBias,

    /// <summary>c: the bias of the logits.</summary>
    OutputBias,
}
